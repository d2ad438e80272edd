package org.bailiwick.contract.statuslist;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The claim {@code status} of a token: the list and the index of its status (status list section
 * 6.2).
 *
 * @param uri of the list, as it is written in the token; the list's {@code sub} must be the same
 * @param index from 0; the list decides whether it has so many entries
 */
public record StatusReference(String uri, long index) {

  /** The claim's name. */
  public static final String CLAIM = "status";

  private static final String LIST = "status_list";
  private static final int LONGEST_URI = 2048;

  /**
   * The reference in these claims of a token; empty if they name no status list.
   *
   * @throws ProblemException malformed-request, check status-form, for a reference of another form
   */
  public static Optional<StatusReference> find(Map<String, ?> claims) {
    if (!claims.containsKey(CLAIM)) {
      return Optional.empty();
    }
    Map<?, ?> status = members(claims.get(CLAIM));
    return status.containsKey(LIST)
        ? Optional.of(read(members(status.get(LIST))))
        : Optional.empty();
  }

  private static Map<?, ?> members(Object value) {
    if (value instanceof Map<?, ?> members) {
      return members;
    }
    throw refused();
  }

  private static StatusReference read(Map<?, ?> list) {
    if (list.get("uri") instanceof String uri
        && isUri(uri)
        && list.get("idx") instanceof Long index
        && index >= 0) {
      return new StatusReference(uri, index);
    }
    throw refused();
  }

  private static boolean isUri(String text) {
    try {
      return text.length() <= LONGEST_URI && new URI(text).isAbsolute();
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static ProblemException refused() {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        "status-form",
        "The token's status does not name a status list and an index.");
  }

  /** The value of the claim. */
  public Map<String, Object> claim() {
    return Map.of(LIST, Map.of("idx", index, "uri", uri));
  }
}
