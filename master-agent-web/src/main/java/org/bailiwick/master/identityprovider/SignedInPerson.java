package org.bailiwick.master.identityprovider;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.node.json.JsonText;

/**
 * A person whom a provider has signed in.
 *
 * @param authTime when, in seconds since 1970, if the provider tells
 * @param acr how strongly, if the provider tells
 * @param amr by which methods; empty if the provider does not tell
 */
public record SignedInPerson(
    CallerIdentity.Person person,
    Set<String> roles,
    Optional<Long> authTime,
    Optional<String> acr,
    List<String> amr) {

  public SignedInPerson {
    roles = Set.copyOf(roles);
    amr = List.copyOf(amr);
  }

  /** The same person with what a later token says; a sign-in keeps its time and methods. */
  public SignedInPerson with(Set<String> laterRoles) {
    return new SignedInPerson(person, laterRoles, authTime, acr, amr);
  }

  /** When and how the person has signed in. */
  public UserAuthentication authentication() {
    return new UserAuthentication(authTime, acr, amr);
  }

  /** What a row holds beside issuer and subject. */
  public String stored() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("roles", new TreeSet<>(roles));
    authTime.ifPresent(time -> members.put("auth_time", time));
    acr.ifPresent(level -> members.put("acr", level));
    members.put("amr", amr);
    return JsonText.of(members);
  }

  /** The person of a row. */
  public static SignedInPerson stored(CallerIdentity.Person person, String text) {
    Map<String, Object> members = StrictJson.members(text);
    return new SignedInPerson(
        person,
        new TreeSet<>(texts(members.get("roles"))),
        Optional.ofNullable((Long) members.get("auth_time")),
        Optional.ofNullable((String) members.get("acr")),
        texts(members.get("amr")));
  }

  private static List<String> texts(Object list) {
    return ((List<?>) list).stream().map(String.class::cast).toList();
  }
}
