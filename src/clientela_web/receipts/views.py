from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from clientela_web.channels.hearing import NotTheirsError, heard, tells
from clientela_web.models import Provider
from clientela_web.receipts import domain


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def told(request: HttpRequest, number: int) -> HttpResponse:
    # who calls is known by a signature; some look whether anybody is there first
    provider = Provider.objects.filter(pk=number).first()
    if provider is None or not tells(provider):
        return HttpResponse(status=404)
    if request.method == "HEAD":
        return HttpResponse()
    try:
        domain.take(provider, heard(provider, request))
    except NotTheirsError:
        return HttpResponse(status=403)
    # an answer with a body would be sent to the telephone as a message
    return HttpResponse(status=204 if provider.channel == "sms" else 200)
