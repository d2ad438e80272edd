package org.bailiwick.command.segment;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.bailiwick.enforcement.report.DenialBook;
import org.bailiwick.packetfilter.segment.SegmentFlows;

/**
 * Books what the packet filter has let through and dropped since it was looked at before. What was
 * counted before the first look is not booked: an earlier process has done that.
 *
 * <p>A packet has an address and no identity, so an entry has the address first, and then the party
 * that is known there.
 */
final class SegmentReport {
  private static final String APPLICATION = "segments";
  private static final String ACTION = "connect";

  /** Who is known at an address; the port is 0 for a caller. */
  @FunctionalInterface
  interface Names {
    String of(String address, int port);
  }

  /** Takes flows, and denials with the number of their packets. */
  record Book(Consumer<DenialBook.Flow> flows, ObjLongConsumer<DenialBook.Denied> denials) {}

  private final Book book;
  private final Names names;
  private final Clock clock;
  private Map<String, SegmentFlows.Seen> opened = new HashMap<>();
  private Map<String, SegmentFlows.Seen> denied = new HashMap<>();
  private boolean begun;

  SegmentReport(Book book, Names names, Clock clock) {
    this.book = book;
    this.names = names;
    this.clock = clock;
  }

  /** No rules are in force yet. */
  void nothing() {
    begun = true;
  }

  void book(SegmentFlows flows) {
    opened = news(opened, flows.opened(), this::flow);
    denied = news(denied, flows.denied(), (seen, news) -> denial(flows, seen, news));
    begun = true;
  }

  private Map<String, SegmentFlows.Seen> news(
      Map<String, SegmentFlows.Seen> before,
      List<SegmentFlows.Seen> now,
      BiConsumer<SegmentFlows.Seen, SegmentFlows.Seen> booking) {
    Map<String, SegmentFlows.Seen> next = new HashMap<>();
    for (SegmentFlows.Seen seen : now) {
      String key =
          "%s %s %s %d".formatted(seen.caller(), seen.callee(), seen.protocol(), seen.port());
      next.put(key, seen);
      SegmentFlows.Seen old = before.get(key);
      if (begun && !seen.equals(old)) {
        booking.accept(
            seen, old == null || old.packets() >= seen.packets() ? seen : less(seen, old));
      }
    }
    return next;
  }

  /** Counters begin anew with other rules; then all of them is new. */
  private static SegmentFlows.Seen less(SegmentFlows.Seen seen, SegmentFlows.Seen old) {
    return new SegmentFlows.Seen(
        seen.caller(),
        seen.callee(),
        seen.protocol(),
        seen.port(),
        seen.packets() - old.packets(),
        Math.max(0, seen.bytes() - old.bytes()));
  }

  private void flow(SegmentFlows.Seen seen, SegmentFlows.Seen news) {
    book.flows()
        .accept(
            new DenialBook.Flow(
                clock.instant(),
                names.of(seen.caller(), 0),
                names.of(seen.callee(), seen.port()),
                seen.protocol(),
                seen.port(),
                news.packets(),
                news.bytes()));
  }

  private void denial(SegmentFlows flows, SegmentFlows.Seen seen, SegmentFlows.Seen news) {
    book.denials()
        .accept(
            new DenialBook.Denied(
                APPLICATION,
                names.of(seen.caller(), 0),
                ACTION,
                "%s %s %d"
                    .formatted(names.of(seen.callee(), seen.port()), seen.protocol(), seen.port()),
                flows.because(seen)),
            news.packets());
  }
}
