package org.bailiwick.broker.aws;

import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.asset.AssetMembers;
import org.bailiwick.broker.backend.BackEndCall;
import org.bailiwick.broker.backend.BackEndTools;
import org.bailiwick.broker.backend.CredentialUse;
import org.bailiwick.broker.outbound.BackEndFault;
import org.bailiwick.broker.outbound.BackEndRequest;

/** Signs the calls of one asset, by its static key or by the session of a role. */
public final class AwsSigning implements AutoCloseable {
  /** The members of an asset file's credential that this class reads. */
  public static final Set<String> MEMBERS =
      Set.of(
          "region",
          "service",
          "access_key_id",
          "secret",
          "role_arn",
          "sts_url",
          "session_policies",
          "ca_file",
          "addresses");

  private static final String METHOD = "aws-sigv4";
  private static final Pattern ACCESS_KEY = Pattern.compile("\\w{3,128}");

  /** A path whose characters are the same before and after percent-encoding. */
  private static final Pattern PLAIN_PATH = Pattern.compile("[A-Za-z0-9._~/{}-]*");

  private final Settings settings;
  private final BackEndTools tools;
  private final Optional<RoleSessions> roles;

  /**
   * What an asset file says.
   *
   * @param secret the name of the secret access key
   */
  public record Settings(
      AwsScope scope, String accessKeyId, String secret, Optional<RoleSettings> role) {

    /**
     * Reads the members.
     *
     * @throws IllegalArgumentException naming the member and the rule
     */
    public static Settings parse(Asset asset, AssetMembers members) {
      AwsScope scope = AwsScope.parse(members);
      String accessKeyId = members.text("access_key_id");
      if (!ACCESS_KEY.matcher(accessKeyId).matches()) {
        throw members.fault("access_key_id", "is not 3 to 128 letters, digits and _");
      }
      if (scope.takesPathAsSent()) {
        requirePlainPaths(asset, members);
      }
      return new Settings(
          scope, accessKeyId, members.text("secret"), RoleSettings.parse(asset, members));
    }

    /** Where the service decodes a path and encodes it anew, it signs another than was sent. */
    private static void requirePlainPaths(Asset asset, AssetMembers members) {
      boolean plain =
          PLAIN_PATH.matcher(asset.url().getRawPath()).matches()
              && asset.operations().stream()
                  .map(each -> each.members().getString("path", ""))
                  .allMatch(path -> PLAIN_PATH.matcher(path).matches());
      if (!plain) {
        throw members.fault(
            "service", "takes paths of letters, digits, - . _ ~ and names in braces only");
      }
    }
  }

  public AwsSigning(Settings settings, BackEndTools tools) {
    this.settings = settings;
    this.tools = tools;
    this.roles =
        settings.role().map(role -> new RoleSessions(role, tools, this::signedByStaticKey));
  }

  /** The signatures of one call. */
  public interface Signer {
    CredentialUse use();

    /**
     * The signed request.
     *
     * @param sent gets what must not come back in an answer
     */
    BackEndRequest sign(BackEndRequest request, Consumer<String> sent);

    /** Forgets the session; returns whether another call would have another one. */
    boolean rejected();
  }

  /**
   * Prepares the signatures of a call, for which it may ask for the session of a role.
   *
   * @throws BackEndFault whose code begins with {@code sts-}; nothing was done then
   */
  public Signer forCall(BackEndCall call) {
    if (roles.isEmpty()) {
      return new ByStaticKey();
    }
    boolean kept = roles.get().isKept(call);
    return new BySession(call, roles.get().session(call), kept);
  }

  private AwsSignature.Signed signedByStaticKey(BackEndRequest request, AwsScope scope) {
    return tools
        .secrets()
        .use(
            settings.secret(),
            secret ->
                AwsSignature.sign(
                    request,
                    scope,
                    new AwsKeys(settings.accessKeyId(), secret, Optional.empty()),
                    tools.clock().instant()));
  }

  private final class ByStaticKey implements Signer {
    @Override
    public CredentialUse use() {
      return new CredentialUse(
          METHOD,
          "access key " + settings.accessKeyId() + " for " + settings.scope(),
          Optional.empty());
    }

    @Override
    public BackEndRequest sign(BackEndRequest request, Consumer<String> sent) {
      AwsSignature.Signed signed = signedByStaticKey(request, settings.scope());
      sent.accept(signed.signature());
      return signed.request();
    }

    @Override
    public boolean rejected() {
      return false;
    }
  }

  private final class BySession implements Signer {
    private final BackEndCall call;
    private final RoleSession session;
    private final boolean kept;

    BySession(BackEndCall call, RoleSession session, boolean kept) {
      this.call = call;
      this.session = session;
      this.kept = kept;
    }

    @Override
    public CredentialUse use() {
      String identity =
          "role %s session %s access key %s for %s"
              .formatted(
                  settings.role().orElseThrow().arn(),
                  RoleSessions.name(call),
                  session.accessKeyId(),
                  settings.scope());
      return new CredentialUse(METHOD, identity, Optional.of(session.until()));
    }

    @Override
    public BackEndRequest sign(BackEndRequest request, Consumer<String> sent) {
      AwsSignature.Signed signed =
          AwsSignature.sign(request, settings.scope(), session.keys(), tools.clock().instant());
      sent.accept(session.token());
      sent.accept(session.secret());
      sent.accept(signed.signature());
      return signed.request();
    }

    @Override
    public boolean rejected() {
      roles.orElseThrow().forget(call, session);
      return kept;
    }
  }

  @Override
  public void close() {
    roles.ifPresent(RoleSessions::close);
  }
}
