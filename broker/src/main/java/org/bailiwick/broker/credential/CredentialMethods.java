package org.bailiwick.broker.credential;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.asset.AssetMembers;
import org.bailiwick.broker.aws.AwsSigning;
import org.bailiwick.broker.backend.BackEndCall;
import org.bailiwick.broker.backend.BackEndTools;
import org.bailiwick.broker.backend.CredentialUse;
import org.bailiwick.broker.outbound.BackEndRequest;
import org.bailiwick.client.credential.CredentialFolder;

/** Finds the method of an asset file. */
public final class CredentialMethods {
  private final CredentialMethod method;
  private final Optional<ActingIdentity> acting;

  private CredentialMethods(CredentialMethod method, Optional<ActingIdentity> acting) {
    this.method = method;
    this.acting = acting;
  }

  /**
   * Reads the object {@code credential}.
   *
   * @throws IllegalArgumentException naming the asset, the member and the rule
   */
  public static CredentialMethods of(Asset asset) {
    Optional<ActingIdentity> acting = ActingIdentity.parse(asset);
    CredentialMethod method =
        switch (asset.method()) {
          case "none" -> none(members(asset, Set.of()));
          case "api-key" -> SecretHeader.apiKey(members(asset, SecretHeader.API_KEY));
          case "password" -> SecretHeader.password(members(asset, SecretHeader.PASSWORD));
          case "hmac" -> SharedSecret.parse(members(asset, SharedSecret.MEMBERS));
          case "client-certificate" -> certificate(members(asset, Set.of("folder")));
          case "identity-token" -> IdentityToken.parse(asset, acting);
          case "bearer" -> BearerToken.parse(asset);
          case "aws-sigv4" ->
              aws(AwsSigning.Settings.parse(asset, members(asset, AwsSigning.MEMBERS)));
          default ->
              throw new IllegalArgumentException(
                  place(asset) + ": method is not one of a tool or an API: " + asset.method());
        };
    return new CredentialMethods(method, acting);
  }

  /** The members of the credential beside those that every method may have. */
  static AssetMembers members(Asset asset, Set<String> own) {
    Set<String> known = new TreeSet<>(own);
    known.add("method");
    known.add("identity");
    return AssetMembers.of(place(asset), asset.credential(), known);
  }

  static String place(Asset asset) {
    return "asset " + asset.name() + ": credential";
  }

  /** The credential whose certificate is shown in TLS, if the method is about one. */
  public Optional<CredentialFolder> shown(BackEndTools tools) {
    return method.shown().map(shown -> shown.folder(tools));
  }

  /** Opens the method; no connection is made yet. */
  public BackEndAuthentication open(BackEndTools tools) {
    BackEndAuthentication opened = method.open(tools);
    return acting
        .filter(identity -> identity.header().isPresent())
        .<BackEndAuthentication>map(identity -> new OnBehalf(opened, identity))
        .orElse(opened);
  }

  private static CredentialMethod none(AssetMembers ignored) {
    return tools -> call -> new PlainCredential("none", "anonymous");
  }

  private static CredentialMethod certificate(AssetMembers members) {
    ShownCertificate certificate =
        ShownCertificate.parse(members.optionalText("folder").orElse("own"));
    return new CredentialMethod() {
      @Override
      public BackEndAuthentication open(BackEndTools tools) {
        CredentialFolder credential = certificate.folder(tools);
        return call -> PlainCredential.certificate(credential);
      }

      @Override
      public Optional<ShownCertificate> shown() {
        return Optional.of(certificate);
      }
    };
  }

  private static CredentialMethod aws(AwsSigning.Settings settings) {
    return tools -> new SignedForAws(new AwsSigning(settings, tools));
  }

  /** Signatures of AWS. */
  private record SignedForAws(AwsSigning signing) implements BackEndAuthentication {
    @Override
    public CallCredential forCall(BackEndCall call) {
      AwsSigning.Signer signer = signing.forCall(call);
      return new CallCredential() {
        @Override
        public CredentialUse use() {
          return signer.use();
        }

        @Override
        public BackEndRequest authenticate(BackEndRequest request, SentSecrets sent) {
          return signer.sign(request, sent::add);
        }

        @Override
        public boolean rejected() {
          return signer.rejected();
        }
      };
    }

    @Override
    public void close() {
      signing.close();
    }
  }
}
