"""Signing in and out, and the patient's own page."""

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from heapapi import HeapAPIClient

from . import analytics, page

heap = HeapAPIClient(settings.HEAP_APP_ID)


def sign_in(request):
    """Check the password and open the patient's page."""
    patient = authenticate(
        request,
        username=request.POST.get("username"),
        password=request.POST.get("password"),
    )
    heap.track(str(patient.pk), "Sign In", {"method": "password"})  # error: HL401
    if patient is None:
        return render(request, "sign_in.html", {"failed": True})
    login(request, patient)
    return redirect("home")


def sign_out(request):
    """Forget who the patient is."""
    logout(request)  # error: HL403
    heap.track(str(request.user.pk), "Sign Out")  # error: HL401
    return redirect("sign_in")


@login_required
def cancel(request, number):
    """Cancel one of the patient's appointments."""
    appointment = request.user.appointments.get(number=number)
    appointment.cancel()
    analytics.appointment_cancelled(request.user, appointment, request.POST.get("reason", ""))
    return redirect("home")


@login_required
def home(request):
    """Show the patient's appointments."""
    context = {"heap": page.heap_script(request.user), "patient": request.user}
    return render(request, "home.html", context)
