"""The catalogue, the cart and a customer's orders."""

from __future__ import annotations

import heapq
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views import View
from django.views.generic import DetailView, ListView

from shop.analytics import Event, order_properties, track
from shop.orders.models import Order, Product


class ProductView(DetailView):
    """Show a product to anybody."""

    model = Product

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the products that are bought together with this one."""
        context = super().get_context_data(**kwargs)
        related = self.object.bought_together()
        context["related"] = heapq.nlargest(4, related, key=lambda pair: pair.count)
        if self.request.user.is_authenticated:
            track(
                self.request.user.pk,
                Event.PRODUCT_VIEWED,
                {"product": self.object.sku, "category": self.object.category.slug},
            )
        return context


class CartView(View):
    """Change the number of a product in the cart, which visitors have too."""

    def post(self, request: HttpRequest, sku: str) -> HttpResponse:
        """Store the new number."""
        product = get_object_or_404(Product, sku=sku)
        number = request.cart.put(product, int(request.POST["number"]))
        customer_id = request.user.pk if request.user.is_authenticated else None
        track(customer_id, Event.CART_UPDATED, {"product": sku, "number": number})
        return redirect("orders:cart")


class OrderListView(LoginRequiredMixin, ListView):
    """Show the orders of the customer."""

    model = Order

    def get_queryset(self) -> Any:
        """Return the customer's own orders only."""
        return super().get_queryset().filter(customer=self.request.user)


class CheckoutView(LoginRequiredMixin, View):
    """Turn the cart into an order."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Place the order and tell Heap of it."""
        order = Order.objects.place(request.user, request.cart)
        track(request.user.pk, Event.ORDER_PLACED, order_properties(order))
        return redirect("orders:detail", pk=order.pk)
