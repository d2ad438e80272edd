package org.bailiwick.packetfilter.firewall;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * The networks of all sources as ranges that do not overlap. Where one network is inside of
 * another, its addresses are those of the smaller one's source.
 */
final class SourceRanges {

  /** Addresses from the first to the last, and the source that they belong to. */
  record Range(IpNetwork family, BigInteger first, BigInteger last, int source) {
    boolean isIpv6() {
      return family.isIpv6();
    }

    /** As an element of an interval map of nft. */
    String element() {
      if (first.equals(family.first()) && last.equals(family.last())) {
        return family.text();
      }
      return family.address(first) + (first.equals(last) ? "" : "-" + family.address(last));
    }
  }

  private record Owned(IpNetwork network, int source) {}

  private final List<Range> ranges = new ArrayList<>();
  private final Deque<Owned> open = new ArrayDeque<>();
  private BigInteger next = BigInteger.ZERO;

  private SourceRanges() {}

  /**
   * The ranges in the order of addresses, IPv4 first.
   *
   * @throws IllegalArgumentException if two sources have exactly the same network
   */
  static List<Range> of(List<PermittedSource> sources) {
    List<Owned> all = new ArrayList<>();
    for (int at = 0; at < sources.size(); at++) {
      for (IpNetwork each : sources.get(at).from()) {
        all.add(new Owned(each, at));
      }
    }
    all.sort(
        Comparator.<Owned>comparingInt(each -> each.network().length())
            .thenComparing(each -> each.network().first())
            .thenComparingInt(each -> each.network().prefix()));
    SourceRanges building = new SourceRanges();
    all.forEach(building::begin);
    building.endAll();
    return building.ranges;
  }

  private void begin(Owned owned) {
    Owned before = open.peek();
    while (before != null && !before.network().contains(owned.network())) {
      end();
      before = open.peek();
    }
    if (before != null) {
      if (before.network().first().equals(owned.network().first())
          && before.network().prefix() == owned.network().prefix()) {
        if (before.source() != owned.source()) {
          throw new IllegalArgumentException(
              "two sources have the same network: " + owned.network());
        }
        return;
      }
      add(before, owned.network().first().subtract(BigInteger.ONE));
    }
    next = owned.network().first();
    open.push(owned);
  }

  private void end() {
    Owned ended = open.pop();
    add(ended, ended.network().last());
  }

  private void endAll() {
    while (!open.isEmpty()) {
      end();
    }
  }

  private void add(Owned owned, BigInteger last) {
    if (next.compareTo(last) <= 0) {
      ranges.add(new Range(owned.network(), next, last, owned.source()));
      next = last.add(BigInteger.ONE);
    }
  }
}
