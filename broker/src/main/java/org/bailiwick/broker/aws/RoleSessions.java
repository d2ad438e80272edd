package org.bailiwick.broker.aws;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bailiwick.broker.backend.BackEndCall;
import org.bailiwick.broker.backend.BackEndTools;
import org.bailiwick.broker.outbound.BackEndConnection;
import org.bailiwick.broker.outbound.BackEndFault;
import org.bailiwick.broker.outbound.BackEndRequest;
import org.bailiwick.broker.outbound.BackEndText;
import org.bailiwick.contract.credential.Sha256;

/**
 * Sessions of one role (AWS Security Token Service API Reference, AssumeRole). A session is for one
 * transaction, and for one capability if the file has session policies; its name is the
 * transaction's, so that the logs of AWS say for what a request was made.
 */
final class RoleSessions implements AutoCloseable {
  /** The shortest life that can be asked for. */
  private static final int SECONDS = 900;

  private static final int MOST = 1000;
  private static final int MAX_ANSWER = 64 * 1024;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERROR = 500;
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** A session is not used in the last seconds of its life. */
  private static final Duration MARGIN = Duration.ofSeconds(30);

  /** What the name of a session may be. */
  private static final Pattern NAME = Pattern.compile("[\\w+=,.@-]{2,64}");

  private record Key(String transaction, String capability) {}

  private final RoleSettings settings;
  private final BackEndTools tools;
  private final BiFunction<BackEndRequest, AwsScope, AwsSignature.Signed> staticKey;
  private final BackEndConnection connection;
  private final Map<Key, RoleSession> sessions = new LinkedHashMap<>();

  RoleSessions(
      RoleSettings settings,
      BackEndTools tools,
      BiFunction<BackEndRequest, AwsScope, AwsSignature.Signed> staticKey) {
    this.settings = settings;
    this.tools = tools;
    this.staticKey = staticKey;
    this.connection = BackEndConnection.to(settings.sts());
  }

  /** The name of the session of a call: its transaction, or the digest of one that is no name. */
  static String name(BackEndCall call) {
    String transaction = call.token().transaction();
    return NAME.matcher(transaction).matches()
        ? transaction
        : "txn-" + Sha256.base64url(transaction);
  }

  private Key key(BackEndCall call) {
    return new Key(
        call.token().transaction(),
        settings.policies().isEmpty() ? "" : call.operation().capability().toString());
  }

  /** Whether an earlier call has left a session for this one. */
  boolean isKept(BackEndCall call) {
    return find(key(call)).isPresent();
  }

  private synchronized Optional<RoleSession> find(Key key) {
    return Optional.ofNullable(sessions.get(key)).filter(this::isUsable);
  }

  private boolean isUsable(RoleSession session) {
    return tools.clock().instant().plus(MARGIN).isBefore(session.until());
  }

  private synchronized void keep(Key key, RoleSession session) {
    sessions.values().removeIf(each -> !isUsable(each));
    sessions.put(key, session);
    while (sessions.size() > MOST) {
      sessions.remove(sessions.keySet().iterator().next());
    }
  }

  synchronized void forget(BackEndCall call, RoleSession session) {
    sessions.remove(key(call), session);
  }

  /**
   * A session for the call, a kept one if there is one.
   *
   * @throws BackEndFault whose code begins with {@code sts-}; nothing was done then
   */
  RoleSession session(BackEndCall call) {
    Key key = key(call);
    Optional<RoleSession> kept = find(key);
    if (kept.isPresent()) {
      return kept.get();
    }
    RoleSession session = assumed(call);
    keep(key, session);
    return session;
  }

  private RoleSession assumed(BackEndCall call) {
    Instant now = tools.clock().instant();
    Duration left = Duration.between(now, call.deadline());
    BackEndRequest request =
        staticKey.apply(request(call), new AwsScope(settings.region(), "sts")).request();
    BackEndText answer;
    try {
      answer = connection.exchange(request, left.compareTo(LIMIT) < 0 ? left : LIMIT, MAX_ANSWER);
    } catch (BackEndFault e) {
      throw BackEndFault.notDone("sts-" + e.code(), e);
    }
    if (answer.status() == TOO_MANY
        || answer.status() >= SERVER_ERROR
        || StsAnswer.isThrottled(answer)) {
      throw BackEndFault.notDone("sts-busy", null);
    }
    if (!answer.isOk()) {
      throw BackEndFault.refused("sts-refused", null);
    }
    return StsAnswer.session(answer, now);
  }

  private BackEndRequest request(BackEndCall call) {
    Map<String, String> form = new TreeMap<>();
    form.put("Action", "AssumeRole");
    form.put("Version", "2011-06-15");
    form.put("RoleArn", settings.arn());
    form.put("RoleSessionName", name(call));
    form.put("DurationSeconds", String.valueOf(SECONDS));
    settings.policy(call.operation()).ifPresent(policy -> form.put("Policy", policy));
    String text =
        form.entrySet().stream()
            .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
            .collect(Collectors.joining("&"));
    return BackEndRequest.of("POST", settings.sts().base())
        .with("application/x-www-form-urlencoded", text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    connection.close();
  }
}
