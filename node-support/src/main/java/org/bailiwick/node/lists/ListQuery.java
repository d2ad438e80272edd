package org.bailiwick.node.lists;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.json.JsonText;

/**
 * The query of a reader, with every parameter checked. A parameter that the list does not know is
 * refused, because a filter with a misspelt name would select everything.
 *
 * @param filters the values of the filters by their names
 * @param since the earliest time of an entry
 * @param size the most entries of a page
 * @param pageToken the token that the page before ended with
 */
public record ListQuery(
    SortedMap<String, String> filters,
    Optional<Instant> since,
    int size,
    Optional<String> pageToken) {

  /** The most entries of a page. */
  public static final int MOST = 200;

  private static final int USUAL = 50;
  private static final String SINCE = "since";
  private static final String SIZE = "page_size";
  private static final String TOKEN = "page_token";

  /** No control characters, because PostgreSQL refuses a text with NUL. */
  private static final Pattern FILTER = Pattern.compile("[^\\p{Cntrl}]{1,2048}");

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,4}");

  /** A year of four digits, because databases do not store all times that Java knows. */
  private static final Pattern TIME = Pattern.compile("(?:19[7-9]|[2-9][0-9]{2})[0-9]-\\S{1,40}");

  /**
   * Reads the parameters of a request.
   *
   * @throws ProblemException malformed-request
   */
  public static ListQuery read(ListSource list, Map<String, List<String>> parameters) {
    requireKnown(list, parameters);
    TreeMap<String, String> filters = new TreeMap<>();
    list.filters()
        .forEach(
            (name, values) ->
                one(parameters, name)
                    .ifPresent(value -> filters.put(name, requireForm(value, values))));
    return new ListQuery(
        filters,
        one(parameters, SINCE).map(ListQuery::time),
        one(parameters, SIZE).map(ListQuery::pageSize).orElse(USUAL),
        one(parameters, TOKEN));
  }

  /** The value of a filter, if the query has it. */
  public Optional<String> filter(String name) {
    return Optional.ofNullable(filters.get(name));
  }

  /** The names of the filters that the query has, for decisions and the audit log. */
  public Set<String> filterNames() {
    Set<String> names = new TreeSet<>(filters.keySet());
    since.ifPresent(time -> names.add(SINCE));
    return names;
  }

  /** The selection as a text, to which page tokens are bound. */
  String selection() {
    Map<String, String> selection = new TreeMap<>(filters);
    since.ifPresent(time -> selection.put(SINCE, time.toString()));
    return JsonText.of(selection);
  }

  private static void requireKnown(ListSource list, Map<String, List<String>> parameters) {
    Set<String> known = new TreeSet<>(list.filters().keySet());
    known.addAll(Set.of(SIZE, TOKEN));
    if (list.hasTimes()) {
      known.add(SINCE);
    }
    if (!known.containsAll(parameters.keySet())) {
      throw malformed(
          "list-parameter-unknown", "This list has the parameters " + String.join(", ", known));
    }
  }

  private static Optional<String> one(Map<String, List<String>> parameters, String name) {
    List<String> values = parameters.getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw malformed("list-parameter-repeated", "A parameter of a list occurs once");
    }
    return values.stream().findFirst();
  }

  private static String requireForm(String value, Set<String> values) {
    if (!values.isEmpty() && !values.contains(value)) {
      throw malformed(
          "list-filter-value",
          "A filter of this list is one of " + String.join(", ", new TreeSet<>(values)));
    }
    if (!FILTER.matcher(value).matches()) {
      throw malformed(
          "list-filter-form", "A filter is 1 to 2048 characters and no control characters");
    }
    return value;
  }

  private static Instant time(String text) {
    try {
      if (TIME.matcher(text).matches()) {
        return Instant.parse(text);
      }
    } catch (DateTimeParseException e) {
      throw malformedTime(e);
    }
    throw malformedTime(null);
  }

  private static int pageSize(String text) {
    int size = NUMBER.matcher(text).matches() ? Integer.parseInt(text) : 0;
    if (size < 1 || size > MOST) {
      throw malformed("list-page-size", SIZE + " is a number from 1 to " + MOST);
    }
    return size;
  }

  private static ProblemException malformedTime(Exception cause) {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        "list-since-form",
        "since is a time of RFC 3339, for example 2026-11-29T08:00:00Z",
        cause);
  }

  private static ProblemException malformed(String check, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail);
  }
}
