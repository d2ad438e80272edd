package org.bailiwick.node.outbound.address;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The addresses of the hosts in locators. Whoever registers an agent chooses the name, and so the
 * name server, which may not answer for long: a question never waits for a name. One that is not
 * known yet is looked up beside it and has no address until then, and one that is known is looked
 * up again each minute. An address of no host, or one that means another host at each interface,
 * names nobody.
 */
public final class LocatorAddresses {
  private static final int MOST = 50_000;
  private static final int MOST_WORKERS = 16;
  private static final Duration AGE = Duration.ofMinutes(1);

  /** Of four numbers up to 255, so that it is an address and no name that is looked up. */
  private static final Pattern IPV4 =
      Pattern.compile("(25[0-5]|(2[0-4]|1?[0-9])?[0-9])(\\.(25[0-5]|(2[0-4]|1?[0-9])?[0-9])){3}");

  /** Looks a name up. */
  @FunctionalInterface
  public interface Resolver {
    InetAddress[] all(String host) throws UnknownHostException;
  }

  /** What a failed look-up means for a name that had addresses. */
  public enum Failure {
    /** It keeps them: who only names agents loses nobody by a name server that is away. */
    KEEPS,
    /** It has none: who opens packet filters opens nothing for an address of before. */
    FORGETS
  }

  private record Found(Set<InetAddress> addresses, Instant at) {}

  private final Resolver resolver;
  private final Executor beside;
  private final Failure failure;
  private final Clock clock;
  private final Map<String, Found> found = new HashMap<>();
  private final Set<String> waiting = new LinkedHashSet<>();
  private Runnable changed = () -> {};
  private int workers;
  private long changes;

  /**
   * @param beside what runs a look-up while others go on
   */
  public LocatorAddresses(Executor beside, Failure failure, Clock clock) {
    this(InetAddress::getAllByName, beside, failure, clock);
  }

  /** With another way to look names up. */
  public LocatorAddresses(Resolver resolver, Executor beside, Failure failure, Clock clock) {
    this.resolver = resolver;
    this.beside = beside;
    this.failure = failure;
    this.clock = clock;
  }

  /** With threads of its own, each of which ends when nothing is left to look up. */
  public static LocatorAddresses beside(Resolver resolver, Failure failure, Clock clock) {
    return new LocatorAddresses(
        resolver,
        work -> Thread.ofPlatform().daemon().name("locator-names").start(work),
        failure,
        clock);
  }

  /** Has this run, by the thread of a look-up, when a name has got other addresses. */
  public synchronized void onChange(Runnable listener) {
    changed = listener;
  }

  /** The addresses of the host, a name or an address with or without brackets, as known now. */
  public Set<InetAddress> of(String host) {
    if (host.isEmpty()) {
      return Set.of();
    }
    Optional<InetAddress> literal = literal(host);
    if (literal.isPresent()) {
      return usable(literal.stream());
    }
    Set<InetAddress> known;
    boolean start;
    synchronized (this) {
      Found before = found.get(host);
      known = before == null ? Set.of() : before.addresses();
      boolean old = before == null || isOlder(before, AGE);
      start = old && hasRoomFor(host) && waiting.add(host) && workers < MOST_WORKERS;
      workers += start ? 1 : 0;
    }
    if (start) {
      begin();
    }
    return known;
  }

  /** Grows with each change of what is known. */
  public synchronized long changes() {
    return changes;
  }

  /** Waits until every name has been looked up, or so long. */
  public synchronized void await(Duration longest) {
    long end = System.nanoTime() + longest.toNanos();
    try {
      for (long left = longest.toMillis(); workers > 0 && left > 0; ) {
        wait(left);
        left = Duration.ofNanos(end - System.nanoTime()).toMillis();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Forgets all other names. */
  public synchronized void keepOnly(Set<String> hosts) {
    found.keySet().retainAll(hosts);
  }

  /** Of an address with a colon the library never asks a name server, right or wrong. */
  private static Optional<InetAddress> literal(String host) {
    String address = host.replaceAll("[\\[\\]]", "");
    if (!IPV4.matcher(address).matches() && !address.contains(":")) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(address));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /** A clock that was set back makes everything old. */
  private boolean isOlder(Found each, Duration age) {
    return Duration.between(each.at(), clock.instant()).abs().compareTo(age) > 0;
  }

  /** Hosts that nobody has asked for lately make room. */
  private boolean hasRoomFor(String host) {
    if (!found.containsKey(host) && found.size() + waiting.size() >= MOST) {
      found.values().removeIf(each -> isOlder(each, AGE.multipliedBy(2)));
    }
    return found.containsKey(host) || found.size() + waiting.size() < MOST;
  }

  private void begin() {
    try {
      beside.execute(this::work);
    } catch (RejectedExecutionException | IllegalStateException e) {
      synchronized (this) {
        workers--; // the next question begins again
        waiting.clear();
        notifyAll();
      }
    }
  }

  private void work() {
    String host = next();
    while (host != null) {
      learn(host, lookUp(host));
      host = next();
    }
  }

  private synchronized String next() {
    if (waiting.isEmpty()) {
      workers--;
      notifyAll();
      return null;
    }
    String host = waiting.iterator().next();
    waiting.remove(host);
    return host;
  }

  private void learn(String host, Set<InetAddress> addresses) {
    Runnable listener;
    synchronized (this) {
      Found before = found.get(host);
      Set<InetAddress> known = before == null ? Set.of() : before.addresses();
      Set<InetAddress> now = addresses.isEmpty() && failure == Failure.KEEPS ? known : addresses;
      found.put(host, new Found(now, clock.instant()));
      if (now.equals(known)) {
        return;
      }
      changes++;
      listener = changed;
    }
    listener.run();
  }

  private Set<InetAddress> lookUp(String host) {
    try {
      return usable(Stream.of(resolver.all(host)));
    } catch (UnknownHostException | RuntimeException e) {
      return Set.of();
    }
  }

  private static Set<InetAddress> usable(Stream<InetAddress> addresses) {
    return addresses.filter(LocatorAddresses::isOfOneHost).collect(Collectors.toUnmodifiableSet());
  }

  private static boolean isOfOneHost(InetAddress address) {
    boolean hasZone =
        address instanceof Inet6Address six
            && (six.getScopeId() != 0 || six.getScopedInterface() != null);
    return !hasZone && !address.isAnyLocalAddress() && !address.isMulticastAddress();
  }
}
