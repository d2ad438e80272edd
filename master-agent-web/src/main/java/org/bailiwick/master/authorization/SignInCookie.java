package org.bailiwick.master.authorization;

import org.bailiwick.master.identityprovider.LoginSecret;
import org.bailiwick.master.personsession.OneTimeSecret;

/**
 * The cookie that binds a sign-in to the browser in which it began (RFC 6749 section 10.12). Its
 * name has a part of the state's digest, so that two sign-ins of one browser do not disturb each
 * other; the prefix lets no other host set it (RFC 6265bis section 4.1.3.2).
 */
record SignInCookie(String name, String value) {

  private static final String PREFIX = "__Host-bailiwick-sign-in-";
  private static final int PART = 16;

  static SignInCookie of(OneTimeSecret state, LoginSecret browser) {
    return new SignInCookie(nameOf(state), browser.value());
  }

  static String nameOf(OneTimeSecret state) {
    return PREFIX + state.digest().substring(0, PART);
  }

  /** The value of the header Set-Cookie. Lax, since the browser comes back from another site. */
  String header() {
    return name
        + "="
        + value
        + "; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age="
        + AuthorizationRequests.SIGN_IN_LIFETIME.toSeconds();
  }

  /** The value of the header Set-Cookie that ends it. */
  static String endOf(String name) {
    return name + "=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0";
  }

  static boolean isName(String text) {
    return text.startsWith(PREFIX);
  }

  /** Omits the secret. */
  @Override
  public String toString() {
    return "SignInCookie[" + name + "]";
  }
}
