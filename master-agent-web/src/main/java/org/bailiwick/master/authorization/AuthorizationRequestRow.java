package org.bailiwick.master.authorization;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.master.identityprovider.RequestedAuthentication;
import org.bailiwick.node.audit.InstantColumn;

/**
 * The row of a pushed request, or of a sign-in that has begun; the latter has the digest of the
 * browser's secret.
 */
@Entity
@Table(name = "authorization_request")
class AuthorizationRequestRow {

  @Id private String digest;

  @Column(name = "browser_digest")
  private String browserDigest;

  @Column(name = "client_id")
  private String clientId;

  private String provider;

  @Column(name = "redirect_uri")
  private String redirectUri;

  @Column(name = "client_state")
  private String clientState;

  private String scope;

  @Column(name = "code_challenge")
  private String codeChallenge;

  @Column(name = "dpop_jkt")
  private String dpopJkt;

  @Column(name = "acr_values")
  private String acrValues;

  @Column(name = "max_age")
  private Long maxAge;

  @Convert(converter = InstantColumn.class)
  @Column(name = "expires_at")
  private Instant expiresAt;

  protected AuthorizationRequestRow() {}

  AuthorizationRequestRow(
      String digest,
      Optional<String> browserDigest,
      AuthorizationRequest request,
      Instant expiresAt) {
    this.digest = digest;
    this.browserDigest = browserDigest.orElse(null);
    this.clientId = request.client();
    this.provider = request.provider();
    this.redirectUri = request.redirectUri();
    this.clientState = request.state().orElse(null);
    this.scope = request.scope();
    this.codeChallenge = request.challenge();
    this.dpopJkt = request.key().orElse(null);
    this.acrValues = request.wanted().acrText().orElse(null);
    this.maxAge = request.wanted().maxAge().orElse(null);
    this.expiresAt = expiresAt;
  }

  boolean isOpen(Instant now) {
    return now.isBefore(expiresAt);
  }

  Instant expiresAt() {
    return expiresAt;
  }

  Optional<String> browserDigest() {
    return Optional.ofNullable(browserDigest);
  }

  AuthorizationRequest request() {
    return new AuthorizationRequest(
        clientId,
        provider,
        redirectUri,
        Optional.ofNullable(clientState),
        scope,
        codeChallenge,
        Optional.ofNullable(dpopJkt),
        RequestedAuthentication.stored(
            Optional.ofNullable(acrValues), Optional.ofNullable(maxAge)));
  }
}
