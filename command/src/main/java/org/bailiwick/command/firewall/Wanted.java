package org.bailiwick.command.firewall;

import org.bailiwick.packetfilter.firewall.HostPort;

/**
 * A destination that the node calls, before its name is looked up.
 *
 * @param origin the file or party that names it, for people
 * @param word whose word it is
 */
record Wanted(HostPort name, String origin, Word word) {

  /** By whose word the node calls a destination, which decides where it may lead. */
  enum Word {
    /** The domain's own settings: to any address. */
    SETTING,
    /**
     * A file about another party: a name leads to public addresses and to the plan's private
     * networks, since the other party decides where its name leads; an address in the file was
     * reviewed with it.
     */
    FILE,
    /** An agent's credential: names and addresses alike lead to those only. */
    AGENT
  }
}
