package org.bailiwick.broker.directory;

import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.bailiwick.broker.asset.AssetLimits;
import org.bailiwick.broker.asset.AssetMembers;

/** A reviewed search. Aliases are not followed, nor are references to other servers. */
record SearchOperation(
    NameTemplate base, SearchScope scope, FilterTemplate filter, List<String> attributes)
    implements DirectoryRequest {
  static final Set<String> KNOWN = Set.of("base", "scope", "filter", "attributes");
  private static final int MOST_ATTRIBUTES = 100;

  SearchOperation {
    attributes = List.copyOf(attributes);
  }

  static SearchOperation read(AssetMembers members) {
    List<String> attributes = members.texts("attributes", MOST_ATTRIBUTES);
    if (attributes.isEmpty()) {
      throw members.fault("attributes", "has no element");
    }
    SearchScope scope =
        switch (members.optionalText("scope").orElse("one")) {
          case "base" -> SearchScope.BASE;
          case "one" -> SearchScope.ONE;
          case "sub" -> SearchScope.SUB;
          default -> throw members.fault("scope", "is not base, one or sub");
        };
    return new SearchOperation(
        DirectoryOperation.parsed(members, "base", NameTemplate::parse),
        scope,
        DirectoryOperation.parsed(members, "filter", FilterTemplate::parse),
        attributes.stream()
            .map(name -> DirectoryOperation.attribute(members, "attributes", name))
            .toList());
  }

  @Override
  public Stream<String> names() {
    return Stream.concat(base.names(), filter.names());
  }

  @Override
  public String send(LDAPConnection connection, Map<String, String> values, AssetLimits limits)
      throws LDAPException {
    FoundEntries found = new FoundEntries(attributes, limits);
    connection.search(
        new SearchRequest(
            found,
            base.fill(values).toString(),
            scope,
            DereferencePolicy.NEVER,
            limits.rows(),
            (int) limits.time().toSeconds(),
            false,
            filter.fill(values),
            attributes.toArray(String[]::new)));
    return found.json();
  }
}
