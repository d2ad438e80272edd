package org.bailiwick.ars.toolserver;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.json.JsonText;

/**
 * The query of a list of servers.
 *
 * @param cursor the cursor that the page before ended with
 * @param limit the most servers of the page
 * @param search a part of the name, in lower case
 * @param since only servers that changed after this time
 * @param version a version, or {@code latest}
 */
record ServerQuery(
    Optional<String> cursor,
    int limit,
    Optional<String> search,
    Optional<Instant> since,
    Optional<String> version) {

  static final int MOST = 100;
  private static final int USUAL = 30;
  private static final String CURSOR = "cursor";
  private static final String LIMIT = "limit";
  private static final String SEARCH = "search";
  private static final String SINCE = "updated_since";
  private static final String VERSION = "version";

  /** {@code include_deleted} selects nothing more, because no deleted server is kept. */
  private static final Set<String> KNOWN =
      Set.of(CURSOR, LIMIT, SEARCH, SINCE, VERSION, "include_deleted");

  private static final Pattern TEXT = Pattern.compile("[^\\p{Cntrl}]{1,300}");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

  /**
   * Reads the parameters of a request. An unknown one is refused, because a filter with a misspelt
   * name would select everything.
   *
   * @throws ProblemException malformed-request
   */
  static ServerQuery read(Map<String, List<String>> parameters) {
    if (!KNOWN.containsAll(parameters.keySet())) {
      throw malformed(
          "servers-parameter-unknown",
          "The parameters are cursor, limit, search, updated_since and version");
    }
    return new ServerQuery(
        one(parameters, CURSOR),
        one(parameters, LIMIT).map(ServerQuery::number).orElse(USUAL),
        one(parameters, SEARCH).map(text -> text.toLowerCase(Locale.ROOT)),
        one(parameters, SINCE).map(ServerQuery::time),
        one(parameters, VERSION));
  }

  /** The selection as a text, to which cursors are bound. */
  String selection() {
    Map<String, String> selection = new TreeMap<>();
    search.ifPresent(text -> selection.put(SEARCH, text));
    since.ifPresent(time -> selection.put(SINCE, time.toString()));
    version.ifPresent(text -> selection.put(VERSION, text));
    return "mcp " + JsonText.of(selection);
  }

  private static Optional<String> one(Map<String, List<String>> parameters, String name) {
    List<String> values = parameters.getOrDefault(name, List.of());
    if (values.size() > 1 || values.stream().anyMatch(value -> !TEXT.matcher(value).matches())) {
      throw malformed(
          "servers-parameter-form",
          "A parameter occurs once, with 1 to 300 characters and no control characters");
    }
    return values.stream().findFirst();
  }

  /** A greater number than there are servers on a page is no fault of the client. */
  private static int number(String text) {
    int number = NUMBER.matcher(text).matches() ? Integer.parseInt(text) : 0;
    if (number < 1) {
      throw malformed("servers-limit", "limit is a whole number from 1 on");
    }
    return Math.min(number, MOST);
  }

  private static Instant time(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw malformed("servers-since", "updated_since is a date and time of RFC 3339", e);
    }
  }

  private static ProblemException malformed(String check, String detail) {
    return malformed(check, detail, null);
  }

  private static ProblemException malformed(String check, String detail, Exception cause) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail, cause);
  }
}
