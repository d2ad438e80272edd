package org.bailiwick.command.firewall;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bailiwick.command.firewall.Wanted.Word;
import org.bailiwick.node.outbound.address.PublicAddresses;
import org.bailiwick.packetfilter.firewall.FirewallDestination;
import org.bailiwick.packetfilter.firewall.FirewallPlan.Outward;

/**
 * Looks up the addresses of destinations, and leaves out those that their names may not lead to.
 */
final class Lookup {
  private static final int AT_ONCE = 32;
  private static final int LONGEST_SECONDS = 30;
  private static final int MOST_ADDRESSES = 32; // of one name

  /** Resolves a host. */
  @FunctionalInterface
  interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  private final Resolver resolver;
  private final Outward outward;
  private final Consumer<String> warning;

  Lookup(Resolver resolver, Outward outward, Consumer<String> warning) {
    this.resolver = resolver;
    this.outward = outward;
    this.warning = warning;
  }

  /**
   * The destinations with their addresses. One whose name cannot be looked up within half a minute
   * has none, and so may not be called unless it could be before.
   */
  List<FirewallDestination> addresses(List<Wanted> wanted) {
    Map<String, InetAddress[]> found = lookUp(wanted);
    List<FirewallDestination> destinations = new ArrayList<>();
    for (Wanted each : wanted) {
      InetAddress[] addresses = found.get(each.name().host());
      if (addresses == null) {
        warning.accept(
            "%s (%s) cannot be looked up; it may be called at addresses of before, if there are any"
                .formatted(each.name(), each.origin()));
      }
      boolean stays = each.name().isLiteral() && each.word() != Word.AGENT;
      destinations.add(
          new FirewallDestination(
              each.name(),
              each.origin(),
              addresses == null ? List.of() : permitted(each, addresses),
              stays ? Optional.<Duration>empty() : Optional.of(outward.validFor())));
    }
    return destinations;
  }

  private List<InetAddress> permitted(Wanted wanted, InetAddress[] addresses) {
    List<InetAddress> permitted = new ArrayList<>();
    for (InetAddress address : addresses) {
      if (address.isLoopbackAddress()) {
        continue; // on this machine, which is not filtered
      }
      if (isPermitted(wanted, address)) {
        permitted.add(address);
      } else {
        warning.accept(
            "%s (%s) leads to %s, which is neither public nor in private_networks"
                .formatted(wanted.name(), wanted.origin(), address.getHostAddress()));
      }
    }
    return permitted.subList(0, Math.min(permitted.size(), MOST_ADDRESSES));
  }

  private boolean isPermitted(Wanted wanted, InetAddress address) {
    if (FirewallDestination.isForbidden(address)) {
      return false;
    }
    boolean isReviewed =
        wanted.word() == Word.SETTING || (wanted.word() == Word.FILE && wanted.name().isLiteral());
    return isReviewed
        || PublicAddresses.include(address)
        || outward.privateNetworks().stream().anyMatch(each -> each.contains(address));
  }

  private Map<String, InetAddress[]> lookUp(List<Wanted> wanted) {
    List<String> hosts =
        new ArrayList<>(new TreeSet<>(wanted.stream().map(each -> each.name().host()).toList()));
    Map<String, InetAddress[]> found = new HashMap<>();
    ExecutorService workers =
        Executors.newFixedThreadPool(
            AT_ONCE, task -> Thread.ofPlatform().daemon().unstarted(task)); // may hang in DNS
    try {
      List<Future<InetAddress[]>> answers =
          workers.invokeAll(
              hosts.stream().map(this::question).toList(), LONGEST_SECONDS, TimeUnit.SECONDS);
      for (int at = 0; at < hosts.size(); at++) {
        Optional<InetAddress[]> answer = answer(answers.get(at));
        if (answer.isPresent()) {
          found.put(hosts.get(at), answer.get());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while names were looked up", e);
    } finally {
      workers.shutdownNow();
    }
    return found;
  }

  private Callable<InetAddress[]> question(String host) {
    return () -> Stream.of(resolver.resolve(host)).toArray(InetAddress[]::new);
  }

  private static Optional<InetAddress[]> answer(Future<InetAddress[]> asked)
      throws InterruptedException {
    try {
      return asked.isCancelled() ? Optional.empty() : Optional.of(asked.get());
    } catch (ExecutionException e) {
      return Optional.empty();
    }
  }
}
