package org.bailiwick.command.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.bailiwick.packetfilter.listing.ListedTable;
import org.bailiwick.packetfilter.segment.SegmentFlows;
import org.junit.jupiter.api.Test;

class SegmentReportTest {
  private static final ListedTable RULES =
      ListedTable.parse(
          """
          {"nftables": [
            {"chain": {"name": "forward", "hook": "forward", "policy": "accept"}},
            {"rule": {"chain": "forward", "comment": "no task needs it", "expr": [{"drop": null}]}}]}""");

  private final List<String> booked = new ArrayList<>();
  private final SegmentReport report =
      new SegmentReport(
          new SegmentReport.Book(
              flow ->
                  booked.add(
                      "flow %s %s %d %d"
                          .formatted(flow.from(), flow.to(), flow.packets(), flow.bytes())),
              (denial, times) ->
                  booked.add(
                      "denied %s %s %s %d"
                          .formatted(denial.subject(), denial.resource(), denial.reason(), times))),
          (address, port) -> address + (port == 0 ? " caller" : " callee"),
          Clock.systemUTC());

  @Test
  void whatWasCountedBeforeTheFirstLookIsNotBooked() {
    report.book(flows(3, 5));
    assertThat(booked).isEmpty();
  }

  @Test
  void eachPacketIsBookedOnce() {
    report.nothing();
    report.book(flows(3, 5));
    report.book(flows(3, 5));
    report.book(flows(4, 7));
    assertThat(booked)
        .containsExactly(
            "flow 10.0.0.1 caller 10.0.0.2 callee 3 180",
            "denied 10.0.0.1 caller 10.0.0.2 callee tcp 443 no task needs it 5",
            "flow 10.0.0.1 caller 10.0.0.2 callee 1 60",
            "denied 10.0.0.1 caller 10.0.0.2 callee tcp 443 no task needs it 2");
  }

  @Test
  void countersThatBeginAnewAreAllNew() {
    report.nothing();
    report.book(flows(3, 5));
    booked.clear();
    report.book(flows(1, 2));
    assertThat(booked)
        .containsExactly(
            "flow 10.0.0.1 caller 10.0.0.2 callee 1 60",
            "denied 10.0.0.1 caller 10.0.0.2 callee tcp 443 no task needs it 2");
  }

  private static SegmentFlows flows(long opened, long denied) {
    return new SegmentFlows(seen(opened), seen(denied), List.of(), RULES);
  }

  private static List<SegmentFlows.Seen> seen(long packets) {
    return List.of(
        new SegmentFlows.Seen("10.0.0.1", "10.0.0.2", "tcp", 443, packets, 60 * packets));
  }
}
