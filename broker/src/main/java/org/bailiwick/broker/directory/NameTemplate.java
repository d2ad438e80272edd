package org.bailiwick.broker.directory;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A distinguished name in which values may stand for parameters. A value of the input becomes the
 * value of its RDN as it is; the characters that end one (RFC 4514 section 2.4) are escaped when
 * the name is written.
 */
final class NameTemplate {
  private final List<Part> parts;

  /** A relative distinguished name of one or more attributes. */
  private record Part(List<String> names, List<Slot> values) {
    RDN fill(Map<String, String> filled) {
      return new RDN(
          names.toArray(String[]::new),
          values.stream().map(each -> each.fill(filled)).toArray(String[]::new));
    }
  }

  private NameTemplate(List<Part> parts) {
    this.parts = parts;
  }

  /**
   * Reads the template.
   *
   * @throws IllegalArgumentException if it is not a distinguished name
   */
  static NameTemplate parse(String text) {
    List<Part> parts = new ArrayList<>();
    try {
      for (RDN each : new DN(text).getRDNs()) {
        parts.add(
            new Part(
                List.of(each.getAttributeNames()),
                Stream.of(each.getAttributeValues()).map(Slot::parse).toList()));
      }
    } catch (LDAPException e) {
      throw new IllegalArgumentException("is not a distinguished name: " + text, e);
    }
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("is the empty name");
    }
    return new NameTemplate(List.copyOf(parts));
  }

  /** The name for these values of the parameters. */
  DN fill(Map<String, String> values) {
    return new DN(parts.stream().map(each -> each.fill(values)).toArray(RDN[]::new));
  }

  Stream<String> names() {
    return parts.stream().flatMap(each -> each.values().stream()).flatMap(Slot::names);
  }
}
