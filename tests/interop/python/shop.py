"""A shop that fails at two places, with nothing of Tidemark in it: the stock OpenTelemetry SDK.

    opentelemetry-instrument python shop.py span|log|both TIMES

The SDK is set up by its own environment variables alone. The argument says how an error is told:
span    it leaves a span, which records it as an event
log     the span records nothing, the standard logger gets the exception
both    both of it: that is one occurrence

The two places differ on purpose:

checkout    the cause is raised inside the standard library, and one span records the error
refund      the cause is raised in our own code, and two spans record the same error as it
            passes through them: that is one occurrence, too
"""

import json
import logging
import sys
import uuid

from opentelemetry import trace

tracer = trace.get_tracer("shop")
logger = logging.getLogger("shop")
signal, times = sys.argv[1], int(sys.argv[2])
ledger = {}


class OrderError(Exception):
    pass


class RefundError(Exception):
    pass


def start_span(name, kind=trace.SpanKind.INTERNAL):
    return tracer.start_as_current_span(name, kind=kind, record_exception=signal != "log")


def handle_checkout(order):
    with start_span("POST /checkout", trace.SpanKind.SERVER):
        try:
            place_order(order)
        except OrderError:
            if signal != "span":
                logger.exception("checkout of order %s failed", order)
            raise


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
    with start_span("POST /refund", trace.SpanKind.SERVER):
        refund(payment)


def refund(payment):
    with start_span("refund"):
        try:
            try:
                reverse_entry(payment)
            except KeyError as err:
                raise RefundError(f"payment {payment} was not refunded") from err
        except RefundError:
            if signal != "span":
                logger.exception("refund of payment %s failed", payment)
            raise


def reverse_entry(payment):
    return -find_entry(payment)


def find_entry(payment):
    return ledger[payment]


def main():
    for i in range(times):
        try:
            handle_checkout(1234 + i)
        except OrderError:
            pass
        try:
            handle_refund(uuid.uuid4())
        except RefundError:
            pass


if __name__ == "__main__":
    main()
