// A shop that fails at two places, with nothing of Tidemark in it: the stock OpenTelemetry SDK for
// Node.js.
//
//	node shop.js span|log|both TIMES
//
// The SDK is set up by its own environment variables alone. The argument says how an error is told:
// as an event of the span, as a log record, or as both, which is one occurrence.
"use strict";

const { randomUUID } = require("node:crypto");
const { trace, SpanKind, SpanStatusCode } = require("@opentelemetry/api");
const { logs, SeverityNumber } = require("@opentelemetry/api-logs");
const { NodeSDK } = require("@opentelemetry/sdk-node");

const [signal, times] = [process.argv[2], Number(process.argv[3])];
const sdk = new NodeSDK();
sdk.start();
const tracer = trace.getTracer("shop");
const logger = logs.getLogger("shop");

class OrderError extends Error {
  name = "OrderError";
}

class RefundError extends Error {
  name = "RefundError";
}

function handleCheckout(order) {
  tracer.startActiveSpan("POST /checkout", { kind: SpanKind.SERVER }, (span) => {
    try {
      placeOrder(order);
    } catch (err) {
      tell(span, err);
    }
    span.end();
  });
}

function placeOrder(order) {
  try {
    reserveStock(order);
  } catch (err) {
    throw new OrderError(`order ${order} was not placed`, { cause: err });
  }
}

function reserveStock(order) {
  return JSON.parse(`reserved for ${order}`);
}

function handleRefund(payment) {
  tracer.startActiveSpan("POST /refund", { kind: SpanKind.SERVER }, (span) => {
    try {
      refund(payment);
    } catch (err) {
      tell(span, err);
    }
    span.end();
  });
}

function refund(payment) {
  try {
    reverseEntry(payment);
  } catch (err) {
    throw new RefundError(`payment ${payment} was not refunded`, { cause: err });
  }
}

function reverseEntry(payment) {
  throw new RangeError(`no entry for ${payment}`);
}

function tell(span, err) {
  if (signal !== "log") {
    span.recordException(err);
  }
  if (signal !== "span") {
    logger.emit({ severityNumber: SeverityNumber.ERROR, severityText: "ERROR", body: "request failed", exception: err });
  }
  span.setStatus({ code: SpanStatusCode.ERROR, message: err.message });
}

for (let i = 0; i < times; i++) {
  handleCheckout(1234 + i);
  handleRefund(randomUUID());
}
sdk.shutdown();
