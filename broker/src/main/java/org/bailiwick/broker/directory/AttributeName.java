package org.bailiwick.broker.directory;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names of attributes in asset files (RFC 4512 section 2.5). Those that have passwords or keys made
 * of them are refused: a password of an account is the broker's matter, and no operation's.
 */
final class AttributeName {
  private static final Pattern FORM =
      Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,63}(;[A-Za-z0-9-]{1,64}){0,4}");
  private static final Set<String> OF_PASSWORDS =
      Set.of(
          "userpassword",
          "authpassword",
          "unicodepwd",
          "dbcspwd",
          "ntpwdhistory",
          "lmpwdhistory",
          "pwdhistory",
          "passwordhistory",
          "sambantpassword",
          "sambalmpassword",
          "krbprincipalkey",
          "krb5key",
          "olcrootpw");

  private AttributeName() {}

  /**
   * The name, if an operation may use it.
   *
   * @throws IllegalArgumentException with the rule that it breaks
   */
  static String require(String name) {
    if (!FORM.matcher(name).matches()) {
      throw new IllegalArgumentException("has a name that is none of an attribute: " + name);
    }
    String base = name.split(";", 2)[0].toLowerCase(Locale.ROOT);
    if (OF_PASSWORDS.contains(base)) {
      throw new IllegalArgumentException("has an attribute of passwords: " + name);
    }
    return name;
  }
}
