package org.bailiwick.master.facts;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Pattern;

/**
 * The addresses of the hosts in locators. A question never waits for a name: one that is not known
 * yet is looked up beside it and has no address until then, and one that is known is looked up
 * again each minute and keeps its addresses if that fails.
 */
public final class LocatorAddresses {
  private static final int MOST = 10_000;
  private static final int MOST_WORKERS = 4;
  private static final Duration AGE = Duration.ofMinutes(1);

  /** Names of hosts have a letter in their last part. */
  private static final Pattern IPV4 = Pattern.compile("[0-9.]+");

  /** Looks a name up, or reads an address. */
  @FunctionalInterface
  interface Resolver {
    InetAddress[] all(String host) throws UnknownHostException;
  }

  private record Found(Set<InetAddress> addresses, Instant at) {}

  private final Resolver resolver;
  private final Executor beside;
  private final Clock clock;
  private final Map<String, Found> found = new HashMap<>();
  private final Set<String> waiting = new LinkedHashSet<>();
  private int workers;
  private long changes;

  /**
   * @param beside what runs a look-up while others go on
   */
  public LocatorAddresses(Executor beside, Clock clock) {
    this(InetAddress::getAllByName, beside, clock);
  }

  LocatorAddresses(Resolver resolver, Executor beside, Clock clock) {
    this.resolver = resolver;
    this.beside = beside;
    this.clock = clock;
  }

  /** The addresses of the host as far as they are known now. */
  public Set<InetAddress> of(String host) {
    if (host.startsWith("[") || IPV4.matcher(host).matches()) {
      return lookUp(host);
    }
    Set<InetAddress> known;
    boolean start;
    synchronized (this) {
      Found before = found.get(host);
      known = before == null ? Set.of() : before.addresses();
      boolean old = before == null || before.at().plus(AGE).isBefore(clock.instant());
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

  /** Hosts that nobody has asked for lately make room. */
  private boolean hasRoomFor(String host) {
    if (!found.containsKey(host) && found.size() + waiting.size() >= MOST) {
      Instant old = clock.instant().minus(AGE.multipliedBy(2));
      found.values().removeIf(each -> each.at().isBefore(old));
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
      return null;
    }
    String host = waiting.iterator().next();
    waiting.remove(host);
    return host;
  }

  private synchronized void learn(String host, Set<InetAddress> addresses) {
    Found before = found.get(host);
    Set<InetAddress> known = before == null ? Set.of() : before.addresses();
    Set<InetAddress> now = addresses.isEmpty() ? known : addresses;
    found.put(host, new Found(now, clock.instant()));
    changes += now.equals(known) ? 0 : 1;
  }

  private Set<InetAddress> lookUp(String host) {
    try {
      return Set.copyOf(List.of(resolver.all(host)));
    } catch (UnknownHostException | IllegalArgumentException e) {
      return Set.of();
    }
  }
}
