package org.bailiwick.contract.json;

import jakarta.json.JsonObject;
import java.util.Set;
import org.bailiwick.contract.identity.PlainText;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** Refuses members of a request that are not defined, so that none is ignored. */
public final class DefinedMembers {
  private static final int SHOWN_NAME = 64;

  private DefinedMembers() {}

  /**
   * Requires that the object has none but these members.
   *
   * @param prefix where the object is in its document, before the member's name; empty at the top
   * @param document what the document is, such as {@code a registration}
   * @throws ProblemException malformed-request with check member-unknown; the detail names the
   *     member, unless its name is no plain text
   */
  public static void require(
      JsonObject object, Set<String> defined, String prefix, String document) {
    for (String name : object.keySet()) {
      if (!defined.contains(name)) {
        String shown = PlainText.isText(name, SHOWN_NAME) ? prefix + name : "with another name";
        throw new ProblemException(
            ProblemType.MALFORMED_REQUEST,
            "member-unknown",
            "The member " + shown + " is not defined for " + document);
      }
    }
  }
}
