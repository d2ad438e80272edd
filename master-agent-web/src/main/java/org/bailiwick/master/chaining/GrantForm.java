package org.bailiwick.master.chaining;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The forms of grants for the authorization server of another domain. */
public enum GrantForm {
  /** A JWT authorization grant (identity chaining section 2.3). */
  JWT("urn:ietf:params:oauth:token-type:jwt", "JWT"),
  /** An ID-JAG (draft-ietf-oauth-identity-assertion-authz-grant). */
  ID_JAG("urn:ietf:params:oauth:token-type:id-jag", "oauth-id-jag+jwt");

  private final String tokenType;
  private final String typ;

  GrantForm(String tokenType, String typ) {
    this.tokenType = tokenType;
    this.typ = typ;
  }

  /** The form of a {@code requested_token_type}. */
  public static Optional<GrantForm> find(String requestedType) {
    return Stream.of(values()).filter(form -> form.tokenType.equals(requestedType)).findFirst();
  }

  /** The token types of all forms, for the metadata (identity chaining section 3). */
  public static List<String> tokenTypes() {
    return Stream.of(values()).map(GrantForm::tokenType).toList();
  }

  /** The URI by which a token request asks for this form. */
  public String tokenType() {
    return tokenType;
  }

  /** The JOSE header {@code typ}. */
  public String typ() {
    return typ;
  }
}
