package org.bailiwick.command.segment;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bailiwick.policy.segment.SegmentsRefusedException;
import org.bailiwick.policy.segment.Subnet;

/**
 * The addresses of the hosts of locators. Whoever registers an agent chooses the name, and so the
 * name server, which may not answer for long: names are looked up on threads of their own, and
 * nobody waits for one. A name that is not known has no address.
 */
final class LocatorAddresses implements AutoCloseable {
  private static final int THREADS = 16;
  private static final Duration OLD = Duration.ofMinutes(1);

  /** Looks a name up. */
  @FunctionalInterface
  interface Names {
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  private record Found(Set<InetAddress> addresses, long at) {}

  private final Names names;
  private final Runnable changed;
  private final Map<String, Found> found = new HashMap<>();
  private final Set<String> running = new HashSet<>();
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS, Thread.ofPlatform().daemon().name("segment-names-", 0).factory());

  /**
   * @param changed is called when a name has got other addresses
   */
  LocatorAddresses(Names names, Runnable changed) {
    this.names = names;
    this.changed = changed;
  }

  /** What is known now; a name of which nothing or only something old is known is looked up. */
  synchronized Set<InetAddress> of(String host) {
    if (host.isEmpty()) {
      return Set.of();
    }
    Optional<InetAddress> literal = literal(host);
    if (literal.isPresent()) {
      return literal.filter(LocatorAddresses::isUsable).map(Set::of).orElseGet(Set::of);
    }
    Optional<Found> known = Optional.ofNullable(found.get(host));
    boolean isNew = known.filter(each -> System.nanoTime() - each.at() < OLD.toNanos()).isPresent();
    if (!isNew && !threads.isShutdown() && running.add(host)) {
      threads.execute(() -> done(host, lookUp(host)));
    }
    return known.map(Found::addresses).orElseGet(Set::of);
  }

  private static Optional<InetAddress> literal(String host) {
    try {
      return Optional.of(Subnet.address(host));
    } catch (SegmentsRefusedException e) {
      return Optional.empty();
    }
  }

  private void done(String host, Set<InetAddress> addresses) {
    Found before;
    synchronized (this) {
      before = found.put(host, new Found(addresses, System.nanoTime()));
      running.remove(host);
      notifyAll();
    }
    if (before == null || !before.addresses().equals(addresses)) {
      changed.run();
    }
  }

  /** Waits until every name has been looked up, or so long. */
  synchronized void await(Duration longest) {
    long end = System.nanoTime() + longest.toNanos();
    try {
      for (long left = longest.toMillis(); !running.isEmpty() && left > 0; ) {
        wait(left);
        left = (end - System.nanoTime()) / 1_000_000;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Forgets all other names. */
  synchronized void keepOnly(Set<String> hosts) {
    found.keySet().retainAll(hosts);
  }

  private Set<InetAddress> lookUp(String host) {
    try {
      return Stream.of(names.addresses(host))
          .filter(LocatorAddresses::isUsable)
          .collect(Collectors.toUnmodifiableSet());
    } catch (UnknownHostException | RuntimeException e) {
      return Set.of();
    }
  }

  /** An address of no host, and one that means another host at each interface, name nobody. */
  private static boolean isUsable(InetAddress address) {
    boolean hasZone =
        address instanceof Inet6Address six
            && (six.getScopeId() != 0 || six.getScopedInterface() != null);
    return !hasZone && !address.isAnyLocalAddress() && !address.isMulticastAddress();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
