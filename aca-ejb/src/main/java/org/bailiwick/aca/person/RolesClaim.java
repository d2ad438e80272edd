package org.bailiwick.aca.person;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Reads organisational roles from the claims of a token or an event. */
final class RolesClaim {

  private RolesClaim() {}

  /**
   * The roles; empty if the claims hold none.
   *
   * @param path the claim, or a dotted path such as Keycloak's realm_access.roles
   * @param malformed thrown if they are not texts
   */
  static Optional<Set<String>> in(
      Map<?, ?> claims, String path, Supplier<? extends RuntimeException> malformed) {
    int dot = path.indexOf('.');
    if (dot >= 0) {
      return switch (claims.get(path.substring(0, dot))) {
        case null -> Optional.empty();
        case Map<?, ?> nested -> in(nested, path.substring(dot + 1), malformed);
        default -> throw malformed.get();
      };
    }
    return switch (claims.get(path)) {
      case null -> Optional.empty();
      case String role -> Optional.of(Set.of(role));
      case List<?> list when list.stream().allMatch(String.class::isInstance) -> {
        Set<String> roles = new HashSet<>();
        list.forEach(role -> roles.add((String) role));
        yield Optional.of(roles);
      }
      default -> throw malformed.get();
    };
  }
}
