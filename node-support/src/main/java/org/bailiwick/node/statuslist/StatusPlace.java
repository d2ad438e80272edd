package org.bailiwick.node.statuslist;

import org.bailiwick.contract.statuslist.StatusReference;

/**
 * The entry of a token in a status list.
 *
 * @param list number of the list
 * @param index of the entry, from 0
 */
public record StatusPlace(long list, int index) {

  /** The path of the lists below a component's base URL; a list's number follows. */
  static final String PATH = "/status-lists";

  /** The URI of a list. */
  static String uri(String base, long list) {
    return base + PATH + "/" + list;
  }

  /** What the token says of its entry, when its issuer has this base URL. */
  public StatusReference at(String base) {
    return new StatusReference(uri(base, list), index);
  }
}
