"""Searching for rooms and booking them."""

from __future__ import annotations

from typing import Any

from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from ..telemetry import constants
from .mixins import TelemetryMixin
from .models import Room, Stay
from .serializers import SearchSerializer, StaySerializer


class StayViewSet(
    TelemetryMixin, mixins.CreateModelMixin, mixins.DestroyModelMixin, viewsets.ReadOnlyModelViewSet
):
    """The stays of a guest."""

    serializer_class = StaySerializer
    permission_classes = [IsAuthenticated]

    def get_queryset(self) -> Any:
        """Return the guest's own stays only."""
        return Stay.objects.filter(guest=self.request.user)

    def perform_create(self, serializer: BaseSerializer[Stay]) -> None:
        """Book, and say so."""
        stay = serializer.save(guest=self.request.user)
        self.telemetry.event(
            self.identity, constants.STAY_BOOKED, nights=stay.nights, guests=stay.guests
        )

    def perform_destroy(self, instance: Stay) -> None:
        """Cancel, and say so."""
        properties: dict[str, str | int] = {"nights": instance.nights}
        if instance.reason:
            properties["reason"] = instance.reason
        instance.cancel()
        self.telemetry.event(str(instance.guest_id), constants.STAY_CANCELLED, **properties)

    @action(detail=False, methods=["post"])
    def search(self, request: Request) -> Response:
        """Look for rooms that are free."""
        wanted = SearchSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        rooms = Room.objects.free(**wanted.validated_data)
        self.telemetry.event(
            self.identity,
            constants.SEARCHED,
            city=wanted.validated_data["city"],
            found=len(rooms),
        )
        return Response([room.as_json() for room in rooms])
