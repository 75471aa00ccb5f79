# SPDX-License-Identifier: Apache-2.0
"""What schemathesis is told beside openapi.yaml: what only this relay's operator knows, and what JSON Schema cannot say."""

import base64
import io
import ipaddress
import wave
from datetime import date, timedelta

import schemathesis
from hypothesis import strategies as st

TODAY = date.today()
FIRST_DAY = TODAY - timedelta(days=360)  # no more than 400 may be asked for at a time


def wav(rate_hz: int, samples: bytes) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate_hz)
        out.writeframes(samples)
    return file.getvalue()


samples = st.binary(min_size=1, max_size=4000).map(lambda half: half + half)  # whole samples of 16 bits
wavs = st.builds(wav, st.sampled_from([8000, 16000, 22050, 24000, 44100, 48000]), samples)
prefixes = st.one_of(st.ip_addresses(), st.ip_addresses().map(lambda address: ipaddress.ip_network(address))).map(str)

schemathesis.openapi.media_type("audio/wav", wavs)
schemathesis.openapi.media_type("audio/l16;rate=16000", samples)
schemathesis.openapi.media_type("audio/l16", samples)
schemathesis.openapi.format("recording", st.one_of(wavs, samples).map(lambda audio: base64.b64encode(audio).decode()))
schemathesis.openapi.format("address-prefix", prefixes)
schemathesis.openapi.format("recent-day", st.dates(FIRST_DAY, TODAY).map(str))


@schemathesis.hook
def before_load_schema(context, raw_schema):
    schemas = raw_schema["components"]["schemas"]
    schemas["Model"]["enum"] = ["default", "indonesian"]
    schemas["SignedUrlRequest"]["properties"]["config"]["oneOf"].pop()  # no service is declared
    schemas["VisemesRequest"]["properties"]["audio"] = {"type": "string", "format": "recording"}
    first, last = raw_schema["paths"]["/v1/usage"]["get"]["parameters"]
    first["schema"]["format"] = last["schema"]["format"] = "recent-day"


@schemathesis.hook
def filter_query(context, query):
    """The first day is not behind the last."""
    if context.operation.path != "/v1/usage":
        return True
    return str((query or {}).get("from", "")) <= str((query or {}).get("to", TODAY))
