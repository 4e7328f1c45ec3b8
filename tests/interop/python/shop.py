"""A shop that fails at two places, with nothing of Tidemark in it: the stock OpenTelemetry SDK.

    python shop.py grpc|http TIMES

Where to send and what the service is called come from the SDK's own environment variables
(OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES).

The two places differ on purpose:

checkout    the cause is raised inside the standard library, and one span records the error
refund      the cause is raised in our own code, and two spans record the same error as it
            passes through them: that is one occurrence
"""

import json
import sys
import uuid

from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

tracer = trace.get_tracer("shop")
ledger = {}


class OrderError(Exception):
    pass


class RefundError(Exception):
    pass


def handle_checkout(order):
    with tracer.start_as_current_span("POST /checkout", kind=trace.SpanKind.SERVER):
        place_order(order)


def place_order(order):
    try:
        reserve_stock(order)
    except ValueError as err:
        raise OrderError(f"order {order} was not placed") from err


def reserve_stock(order):
    return parse_reservation(f"reserved for {order}")


def parse_reservation(text):
    return json.loads(text)


def handle_refund(payment):
    with tracer.start_as_current_span("POST /refund", kind=trace.SpanKind.SERVER):
        refund(payment)


def refund(payment):
    with tracer.start_as_current_span("refund"):
        try:
            reverse_entry(payment)
        except KeyError as err:
            raise RefundError(f"payment {payment} was not refunded") from err


def reverse_entry(payment):
    return -find_entry(payment)


def find_entry(payment):
    return ledger[payment]


def exporter(protocol):
    if protocol == "grpc":
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
    else:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    return OTLPSpanExporter()


def main():
    protocol, times = sys.argv[1], int(sys.argv[2])
    provider = TracerProvider()
    provider.add_span_processor(BatchSpanProcessor(exporter(protocol)))
    trace.set_tracer_provider(provider)

    for i in range(times):
        try:
            handle_checkout(1234 + i)
        except OrderError:
            pass
        try:
            handle_refund(uuid.uuid4())
        except RefundError:
            pass

    provider.shutdown()


if __name__ == "__main__":
    main()
