package org.bailiwick.master.method;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The methods that rules may name. Their order tells which identity counts when several name the
 * same caller: that of the first, so methods that prove a key come first.
 */
public final class AuthenticationMethods {

  private final Map<String, AuthenticationMethod> byName = new LinkedHashMap<>();

  public AuthenticationMethods(List<AuthenticationMethod> methods) {
    for (AuthenticationMethod method : methods) {
      if (byName.put(method.name(), method) != null) {
        throw new IllegalArgumentException("two methods have the name " + method.name());
      }
    }
  }

  /** The names that a rule may have. */
  public Set<String> names() {
    return Set.copyOf(byName.keySet());
  }

  /** The look of these methods at one request. */
  public Authentication of(PresentedCredentials presented) {
    return new Authentication(List.copyOf(byName.values()), presented);
  }
}
