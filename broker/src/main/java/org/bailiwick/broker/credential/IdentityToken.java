package org.bailiwick.broker.credential;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.asset.AssetMembers;
import org.bailiwick.broker.backend.BackEndCall;
import org.bailiwick.broker.backend.BackEndTools;
import org.bailiwick.broker.backend.CredentialUse;
import org.bailiwick.broker.outbound.BackEndFault;
import org.bailiwick.broker.outbound.BackEndRequest;
import org.bailiwick.broker.signature.BrokerSignature;
import org.bailiwick.client.wit.WorkloadToken;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.problem.ProblemException;

/**
 * The broker's identity as a token by its own key, so that no secret is shared with the back end:
 * its Workload Identity Token with a proof for each request (draft-ietf-wimse-wpt), or a JWT for
 * the back end's audience.
 */
final class IdentityToken implements CredentialMethod {
  private static final String METHOD = "identity-token";
  private static final Set<String> MEMBERS =
      Set.of("form", "audience", "lifetime_seconds", "scopes");
  private static final int SECONDS = 60;
  private static final int MOST_SECONDS = 300;

  private enum Form {
    WORKLOAD,
    JWT
  }

  private final Form form;
  private final Optional<String> audience;
  private final int lifetime;
  private final ScopeTable scopes;
  private final Optional<ActingIdentity> acting;

  private IdentityToken(
      Form form,
      Optional<String> audience,
      int lifetime,
      ScopeTable scopes,
      Optional<ActingIdentity> acting) {
    this.form = form;
    this.audience = audience;
    this.lifetime = lifetime;
    this.scopes = scopes;
    this.acting = acting;
  }

  static IdentityToken parse(Asset asset, Optional<ActingIdentity> acting) {
    AssetMembers members = CredentialMethods.members(asset, MEMBERS);
    Optional<String> audience = members.optionalText("audience");
    Form form =
        switch (members.text("form")) {
          case "workload" -> Form.WORKLOAD;
          case "jwt" -> Form.JWT;
          default -> throw members.fault("form", "is not workload or jwt");
        };
    if (audience.isPresent() != (form == Form.JWT)) {
      throw members.fault("audience", "is for the form jwt, which needs it");
    }
    if (form == Form.WORKLOAD && asset.credential().containsKey("scopes")) {
      throw members.fault("scopes", "are for the form jwt");
    }
    return new IdentityToken(
        form,
        audience,
        members.number("lifetime_seconds", SECONDS, MOST_SECONDS),
        ScopeTable.parse(asset),
        acting);
  }

  @Override
  public BackEndAuthentication open(BackEndTools tools) {
    return form == Form.JWT ? call -> jwt(call, tools) : call -> workload(tools);
  }

  private CallCredential jwt(BackEndCall call, BackEndTools tools) {
    Instant now = tools.clock().instant();
    Instant end = now.plusSeconds(lifetime);
    String self = self(tools);
    String subject = acting.map(each -> each.of(call.token())).orElse(self);
    String id = UUID.randomUUID().toString();
    JsonObjectBuilder claims =
        Json.createObjectBuilder()
            .add("iss", self)
            .add("sub", subject)
            .add("aud", audience.orElseThrow())
            .add("iat", now.getEpochSecond())
            .add("exp", end.getEpochSecond())
            .add("jti", id)
            .add("txn", call.token().transaction());
    String wanted = scopes.of(call.operation());
    if (!wanted.isEmpty()) {
      claims.add("scope", wanted);
    }
    String token = new BrokerSignature(tools.folder()).sign("broker-assertion+jwt", claims.build());
    CredentialUse use =
        new CredentialUse(METHOD, self + " jti " + id + " for " + subject, Optional.of(end));
    return new Token(use, token);
  }

  private static String self(BackEndTools tools) {
    try {
      return tools.folder().workload().spiffeId().toString();
    } catch (ProblemException e) {
      throw BackEndFault.notDone("own-key-unavailable", e);
    }
  }

  private record Token(CredentialUse use, String token) implements CallCredential {
    @Override
    public BackEndRequest authenticate(BackEndRequest request, SentSecrets sent) {
      sent.add(token);
      return request.with("Authorization", "Bearer " + token);
    }
  }

  private CallCredential workload(BackEndTools tools) {
    Instant now = tools.clock().instant();
    WorkloadToken identity =
        tools
            .folder()
            .token()
            .map(WorkloadToken::parse)
            .filter(token -> now.isBefore(token.expiresAt()))
            .orElseThrow(() -> BackEndFault.notDone("workload-token-missing", null));
    CredentialUse use =
        new CredentialUse(
            METHOD,
            self(tools) + " wit sha256:" + Sha256.hex(identity.text()),
            Optional.of(identity.expiresAt()));
    return new Workload(use, identity, tools);
  }

  private final class Workload implements CallCredential {
    private final CredentialUse use;
    private final WorkloadToken identity;
    private final BackEndTools tools;

    Workload(CredentialUse use, WorkloadToken identity, BackEndTools tools) {
      this.use = use;
      this.identity = identity;
      this.tools = tools;
    }

    @Override
    public CredentialUse use() {
      return use;
    }

    @Override
    public BackEndRequest authenticate(BackEndRequest request, SentSecrets sent) {
      Instant now = tools.clock().instant();
      String proof =
          new BrokerSignature(tools.folder())
              .sign(
                  "wpt+jwt",
                  Json.createObjectBuilder()
                      .add("aud", withoutQuery(request.uri()))
                      .add("iat", now.getEpochSecond())
                      .add("exp", now.plusSeconds(lifetime).getEpochSecond())
                      .add("jti", UUID.randomUUID().toString())
                      .add("wth", Sha256.base64url(identity.text()))
                      .build());
      sent.add(identity.text());
      sent.add(proof);
      return request
          .with("Workload-Identity-Token", identity.text())
          .with("Workload-Proof-Token", proof);
    }
  }

  /** The HTTP target URI without query and fragment, as the proof's audience. */
  private static String withoutQuery(URI uri) {
    String text = uri.toString();
    int query = text.indexOf('?');
    return query < 0 ? text : text.substring(0, query);
  }
}
