package org.bailiwick.packetfilter.firewall;

/**
 * How much may come from a network, and from each source in it. A source is an IPv4 address, or the
 * /64 prefix of an IPv6 address.
 *
 * @param newPerSecond new connections of one source in a second, with bursts of twice as many
 * @param atOnce connections of one source at once
 * @param networkNewPerSecond the same of all sources together
 * @param networkAtOnce the same of all sources together
 */
public record ConnectionLimits(
    int newPerSecond, int atOnce, int networkNewPerSecond, int networkAtOnce) {
  static final int MOST = 1_000_000;

  /** What counts if the file names nothing else. */
  public static final ConnectionLimits USUAL = new ConnectionLimits(20, 100, 200, 1000);

  public ConnectionLimits {
    for (int each : new int[] {newPerSecond, atOnce, networkNewPerSecond, networkAtOnce}) {
      if (each < 1 || each > MOST) {
        throw new IllegalArgumentException("a limit is a number from 1 to " + MOST);
      }
    }
    if (newPerSecond > networkNewPerSecond || atOnce > networkAtOnce) {
      throw new IllegalArgumentException("one source may have more than its whole network");
    }
  }
}
