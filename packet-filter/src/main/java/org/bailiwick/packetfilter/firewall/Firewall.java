package org.bailiwick.packetfilter.firewall;

import java.util.Optional;
import org.bailiwick.packetfilter.Nft;

/** The firewall's table in a network namespace. */
public final class Firewall {
  /** The only table that is touched; its family is inet. */
  public static final String TABLE = "bailiwick_firewall";

  private static final String FAMILY = "inet";

  private final Nft nft;

  public Firewall(Nft nft) {
    this.nft = nft;
  }

  /** What a load has done. */
  public enum Outcome {
    /** There was no table. */
    LOADED,
    /** Another table was there; what it had counted for sources is gone. */
    REPLACED,
    /** The rules were there already; the addresses of destinations are those of now. */
    REFRESHED
  }

  /**
   * Has the kernel check a rule set, and changes nothing.
   *
   * @throws org.bailiwick.packetfilter.PacketFilterException if it is refused
   */
  public void check(FirewallRules wanted) {
    nft.check(wanted.text());
  }

  /**
   * Puts a rule set in the place of what is loaded, in one transaction. Counters stay if the rules
   * are the same, and connections stay if they are still permitted.
   *
   * @throws org.bailiwick.packetfilter.PacketFilterException if it is refused; then what was loaded
   *     is in force still
   */
  public Outcome load(FirewallRules wanted) {
    Optional<LoadedTable> loaded = loaded();
    if (loaded.isPresent() && loaded.get().comment().equals(wanted.digest())) {
      nft.load(wanted.refreshment(loaded.get()));
      return Outcome.REFRESHED;
    }
    nft.load(wanted.replacement(loaded));
    return loaded.isPresent() ? Outcome.REPLACED : Outcome.LOADED;
  }

  /** The digest of the rules that are loaded; empty text if the table has none. */
  public Optional<String> digest() {
    return loaded().map(LoadedTable::comment);
  }

  /**
   * Commands for nft that bring back what is loaded now, or nothing if nothing is.
   *
   * @throws org.bailiwick.packetfilter.PacketFilterException if nft would not take them
   */
  public String snapshot() {
    String removal = "table inet " + TABLE + "\ndelete table inet " + TABLE + "\n";
    if (!isLoaded()) {
      return removal;
    }
    String snapshot = removal + nft.text("list", "table", FAMILY, TABLE);
    nft.check(snapshot);
    return snapshot;
  }

  /** Removes the table, so that nothing is filtered; returns whether there was one. */
  public boolean unload() {
    boolean loaded = isLoaded();
    if (loaded) {
      nft.load("delete table inet " + TABLE + "\n");
    }
    return loaded;
  }

  /** What was counted and refused, if a table is loaded. */
  public Optional<FlowLog> flows() {
    return loaded().map(FlowLog::of);
  }

  private boolean isLoaded() {
    return LoadedTable.isListed(nft.json("list", "tables"), FAMILY, TABLE);
  }

  private Optional<LoadedTable> loaded() {
    return isLoaded()
        ? Optional.of(LoadedTable.read(nft.json("list", "table", FAMILY, TABLE)))
        : Optional.empty();
  }
}
