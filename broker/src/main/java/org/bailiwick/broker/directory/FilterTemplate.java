package org.bailiwick.broker.directory;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A reviewed search filter (RFC 4515) in which assertion values may stand for parameters. The
 * filter is a tree before a value is put into it, and is sent as one, so that parentheses, stars
 * and backslashes of a value are data.
 */
final class FilterTemplate {
  private final Filter template;
  private final Set<String> names = new HashSet<>();

  private FilterTemplate(Filter template) {
    this.template = template;
  }

  /**
   * Reads the template.
   *
   * @throws IllegalArgumentException if it is not a filter, or asks about passwords
   */
  static FilterTemplate parse(String text) {
    if (!text.startsWith("(")) { // the library would take some without parentheses
      throw new IllegalArgumentException("is not a filter of RFC 4515");
    }
    try {
      FilterTemplate read = new FilterTemplate(Filter.create(text));
      read.inspect(read.template);
      return read;
    } catch (LDAPException e) {
      throw new IllegalArgumentException("is not a filter of RFC 4515", e);
    }
  }

  Stream<String> names() {
    return names.stream();
  }

  private void inspect(Filter filter) {
    if (filter.getAttributeName() != null) {
      AttributeName.require(filter.getAttributeName());
    }
    Stream.of(filter.getComponents()).forEach(this::inspect);
    if (filter.getNOTComponent() != null) {
      inspect(filter.getNOTComponent());
    }
    Stream.of(
            Stream.ofNullable(filter.getAssertionValue()),
            Stream.ofNullable(filter.getSubInitialString()),
            Stream.of(filter.getSubAnyStrings()),
            Stream.ofNullable(filter.getSubFinalString()))
        .flatMap(each -> each)
        .flatMap(value -> Slot.parse(value).names())
        .forEach(names::add);
  }

  /** The filter for these values of the parameters. */
  Filter fill(Map<String, String> values) {
    return fill(template, values);
  }

  private static Filter fill(Filter filter, Map<String, String> values) {
    String attribute = filter.getAttributeName();
    return switch (filter.getFilterType()) {
      case Filter.FILTER_TYPE_AND -> Filter.createANDFilter(components(filter, values));
      case Filter.FILTER_TYPE_OR -> Filter.createORFilter(components(filter, values));
      case Filter.FILTER_TYPE_NOT -> Filter.createNOTFilter(fill(filter.getNOTComponent(), values));
      case Filter.FILTER_TYPE_EQUALITY ->
          Filter.createEqualityFilter(attribute, value(filter, values));
      case Filter.FILTER_TYPE_GREATER_OR_EQUAL ->
          Filter.createGreaterOrEqualFilter(attribute, value(filter, values));
      case Filter.FILTER_TYPE_LESS_OR_EQUAL ->
          Filter.createLessOrEqualFilter(attribute, value(filter, values));
      case Filter.FILTER_TYPE_APPROXIMATE_MATCH ->
          Filter.createApproximateMatchFilter(attribute, value(filter, values));
      case Filter.FILTER_TYPE_SUBSTRING ->
          Filter.createSubstringFilter(
              attribute,
              piece(filter.getSubInitialString(), values),
              Stream.of(filter.getSubAnyStrings())
                  .map(each -> piece(each, values))
                  .toArray(String[]::new),
              piece(filter.getSubFinalString(), values));
      case Filter.FILTER_TYPE_EXTENSIBLE_MATCH ->
          Filter.createExtensibleMatchFilter(
              attribute,
              filter.getMatchingRuleID(),
              filter.getDNAttributes(),
              value(filter, values));
      default -> filter; // whether an attribute is present
    };
  }

  private static Filter[] components(Filter filter, Map<String, String> values) {
    return Stream.of(filter.getComponents()).map(each -> fill(each, values)).toArray(Filter[]::new);
  }

  private static String value(Filter filter, Map<String, String> values) {
    return piece(filter.getAssertionValue(), values);
  }

  private static String piece(String text, Map<String, String> values) {
    return text == null ? null : Slot.parse(text).fill(values);
  }
}
