package org.bailiwick.aca.evidence.join;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.credentialrequest.CredentialRequest;
import org.bailiwick.aca.person.UserContext;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.node.audit.InstantColumn;
import org.bailiwick.node.json.JsonText;

@Entity(name = "JoinToken")
@Table(name = "join_token")
class JoinTokenRow {

  private static final String ROLES = "roles";

  @Id
  @Column(name = "token_sha256")
  private String tokenSha256;

  @Column(name = "wish")
  private String requested;

  @Column(name = "user_sha256")
  private String userSha256;

  @Column(name = "user_issuer")
  private String userIssuer;

  @Column(name = "user_subject")
  private String userSubject;

  @Column(name = "user_roles")
  private String userRoles;

  @Column(name = "user_stated_at")
  @Convert(converter = InstantColumn.class)
  private Instant userStatedAt;

  @Column(name = "issued_at")
  @Convert(converter = InstantColumn.class)
  private Instant issuedAt;

  @Column(name = "expires_at")
  @Convert(converter = InstantColumn.class)
  private Instant expiresAt;

  @Column(name = "spent_at")
  @Convert(converter = InstantColumn.class)
  private Instant spentAt;

  @Column(name = "agent_key_sha256")
  private String agentKeySha256;

  protected JoinTokenRow() {}

  JoinTokenRow(JoinToken token, CredentialRequest requested, UserContext user, Instant issuedAt) {
    this.tokenSha256 = token.sha256();
    this.requested = JsonText.of(new TreeMap<>(requested.members()));
    this.userSha256 = digest(user);
    this.userIssuer = user.issuer();
    this.userSubject = user.subject();
    this.userRoles = JsonText.of(Map.of(ROLES, user.roles()));
    this.userStatedAt = user.statedAt();
    this.issuedAt = issuedAt;
    this.expiresAt = token.expiresAt();
  }

  static String digest(UserContext user) {
    return Claims.sha256(user.issuer() + "\n" + user.subject());
  }

  CredentialRequest requested(TrustDomain domain) {
    return CredentialRequest.of(Claims.parse("join-token", requested), domain);
  }

  /** The user as the user's token stated, without owners. */
  UserContext user() {
    List<String> roles = Claims.parse("join-token", userRoles).texts(ROLES);
    return new UserContext(
        userIssuer, userSubject, Set.copyOf(roles), Map.of(), userStatedAt, Optional.empty());
  }

  Instant expiresAt() {
    return expiresAt;
  }
}
