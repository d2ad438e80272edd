package org.bailiwick.node.page;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** A text that is made anew when it is asked for after its time. */
final class KeptText {
  private static final long TIME = Duration.ofSeconds(2).toNanos();

  private final LongSupplier nanos;
  private Made last;

  private record Made(String text, long at) {}

  /** Counts elapsed time, as {@link System#nanoTime} does. */
  KeptText(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** The text; who asks while another one makes it waits for that one. */
  synchronized String text(Supplier<String> source) {
    long now = nanos.getAsLong();
    if (last == null || now - last.at() > TIME) {
      last = new Made(source.get(), now);
    }
    return last.text();
  }
}
