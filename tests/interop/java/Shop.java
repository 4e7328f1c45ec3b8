package com.example.shop;

import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A shop that fails at two places, with nothing of Tidemark or OpenTelemetry in it: run it with the
 * stock Java agent, told to make spans of the two handlers.
 *
 * <pre>java -javaagent:opentelemetry-javaagent.jar com.example.shop.Shop span|log|both TIMES</pre>
 *
 * The argument says how an error is told: it leaves the method, and the agent records it on the span;
 * the logger of the JDK gets it; or both, which is one occurrence.
 */
public final class Shop {
  private static final Logger logger = Logger.getLogger("shop");
  private static final Map<UUID, Long> ledger = new HashMap<>();
  private static String signal;

  static final class OrderException extends RuntimeException {
    OrderException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  static final class RefundException extends RuntimeException {
    RefundException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  public static void main(String[] args) {
    signal = args[0];
    int times = Integer.parseInt(args[1]);
    for (int i = 0; i < times; i++) {
      try {
        handleCheckout(1234 + i);
      } catch (OrderException answeredWith500) {
        continue;
      } finally {
        refundOne();
      }
    }
  }

  static void refundOne() {
    try {
      handleRefund(UUID.randomUUID());
    } catch (RefundException answeredWith500) {
      return;
    }
  }

  static void handleCheckout(int order) {
    try {
      placeOrder(order);
    } catch (OrderException e) {
      tell(e);
    }
  }

  static void placeOrder(int order) {
    try {
      reserveStock(order);
    } catch (NumberFormatException e) {
      throw new OrderException("order " + order + " was not placed", e);
    }
  }

  static int reserveStock(int order) {
    return Integer.parseInt("reserved for " + order);
  }

  static void handleRefund(UUID payment) {
    try {
      refund(payment);
    } catch (RefundException e) {
      tell(e);
    }
  }

  static void refund(UUID payment) {
    try {
      reverseEntry(payment);
    } catch (NoSuchElementException e) {
      throw new RefundException("payment " + payment + " was not refunded", e);
    }
  }

  static void reverseEntry(UUID payment) {
    if (!ledger.containsKey(payment)) {
      throw new NoSuchElementException("no entry for " + payment);
    }
  }

  static void tell(RuntimeException e) {
    if (!signal.equals("span")) {
      logger.log(Level.SEVERE, "request failed", e);
    }
    if (!signal.equals("log")) {
      throw e;
    }
  }
}
