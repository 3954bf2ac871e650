"""What the API takes and gives."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from booking.api.models import Stay


class StaySerializer(serializers.ModelSerializer):
    """A stay of a guest."""

    class Meta:
        model = Stay
        fields = ["id", "room", "arrival", "departure", "guests"]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a departure that does not follow the arrival."""
        if attrs["departure"] <= attrs["arrival"]:
            raise serializers.ValidationError("The departure must follow the arrival.")
        return attrs


class SearchSerializer(serializers.Serializer):
    """A search for free rooms."""

    city = serializers.CharField(max_length=80)
    arrival = serializers.DateField()
    departure = serializers.DateField()
    guests = serializers.IntegerField(min_value=1, max_value=12)
