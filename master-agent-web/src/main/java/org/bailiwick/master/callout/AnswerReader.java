package org.bailiwick.master.callout;

import jakarta.json.JsonString;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.json.JsonTexts;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.outbound.spool.AnswerBody;
import org.bailiwick.node.outbound.spool.SpooledAnswer;

/** Reads an agent's answer, which is untrusted and has a bounded length. */
final class AnswerReader {

  /** As {@link CallAnswer#MALFORMED}. */
  static final String MALFORMED = CallAnswer.MALFORMED;

  /**
   * The reason for work that was accepted without a URL for its state, or with one that leads
   * elsewhere than to the agent.
   */
  static final String STATUS_URL = "agent-status-url";

  private static final int OK = 200;
  private static final int ACCEPTED = 202;
  private static final Set<Integer> COME_BACK = Set.of(409, 425, 429, 503);
  private static final int LONGEST_TYPE = 1000;

  /**
   * The types by which an agent says what is wrong with its order. The other types are what nodes
   * find out, for instance that a credential is revoked; an agent's word for it would be read as
   * the node's.
   */
  private static final Set<ProblemType> OF_AGENTS =
      EnumSet.of(
          ProblemType.MALFORMED_REQUEST,
          ProblemType.PEER_CERTIFICATE_REQUIRED,
          ProblemType.ACCESS_TOKEN_INVALID,
          ProblemType.CAPABILITY_NOT_GRANTED,
          ProblemType.POLICY_DENIED,
          ProblemType.SCOPE_TOO_WIDE,
          ProblemType.INSUFFICIENT_SCOPE,
          ProblemType.NOT_FOUND,
          ProblemType.METHOD_NOT_ALLOWED,
          ProblemType.NOT_ACCEPTABLE,
          ProblemType.REQUEST_TIMEOUT,
          ProblemType.IDEMPOTENCY_KEY_REUSED,
          ProblemType.REQUEST_TOO_LARGE,
          ProblemType.UNSUPPORTED_MEDIA_TYPE,
          ProblemType.TOO_MANY_REQUESTS,
          ProblemType.INTERNAL,
          ProblemType.DEPENDENCY_UNAVAILABLE);

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private AnswerReader() {}

  static CallAnswer read(HttpResponse<AnswerBody> response) {
    return switch (response.body()) {
      case AnswerBody.Whole body -> read(response, body.octets());
      case SpooledAnswer body -> new CallAnswer.LongOutput(body); // only an answer 200 is so long
    };
  }

  private static CallAnswer read(HttpResponse<?> response, byte[] body) {
    int status = response.statusCode();
    if (status == OK) {
      return output(body)
          .<CallAnswer>map(CallAnswer.Output::new)
          .orElseGet(() -> new CallAnswer.Refused(MALFORMED));
    }
    return status == ACCEPTED ? accepted(response, body) : failure(response, body);
  }

  /** The answer that is neither an output nor an acceptance. */
  static CallAnswer failure(HttpResponse<byte[]> response) {
    return failure(response, response.body());
  }

  private static CallAnswer failure(HttpResponse<?> response, byte[] body) {
    int status = response.statusCode();
    String reason = refusal(status, body);
    if (isRedirect(status)) {
      return new CallAnswer.Refused(reason);
    }
    Optional<Duration> retryAfter = retryAfter(response);
    return COME_BACK.contains(status) && retryAfter.isPresent()
        ? new CallAnswer.Busy(reason, atMost(retryAfter.get(), LONGEST_WAIT))
        : new CallAnswer.Refused(reason);
  }

  /** The answer 202. Without a state in its body the work is submitted. */
  private static CallAnswer accepted(HttpResponse<?> response, byte[] body) {
    return state(body)
        .<CallAnswer>map(
            state ->
                new CallAnswer.Accepted(
                    state, response.headers().firstValue("Location"), retryAfter(response)))
        .orElseGet(() -> new CallAnswer.Refused(MALFORMED));
  }

  private static Optional<WorkState> state(byte[] body) {
    return body.length == 0
        ? Optional.of(WorkState.SUBMITTED)
        : members(body)
            .flatMap(
                answer ->
                    answer.containsKey("state")
                        ? string(answer.get("state")).flatMap(WorkState::find)
                        : Optional.of(WorkState.SUBMITTED));
  }

  private static Optional<String> output(byte[] body) {
    return members(body).map(answer -> answer.get("output"));
  }

  /**
   * The slug of a problem type that an agent may use, and its status; otherwise {@code
   * agent-refused} and the status. The other members of the problem are the agent's own text, which
   * is not passed on.
   */
  private static String reason(int status, byte[] body) {
    String code =
        members(body)
            .map(problem -> problem.getOrDefault("type", ""))
            .flatMap(AnswerReader::string)
            .flatMap(ProblemType::find)
            .filter(type -> type.status() == status && OF_AGENTS.contains(type))
            .map(ProblemType::slug)
            .orElse("agent-refused");
    return code + ": status " + status;
  }

  /** The reason for a status that is neither an output nor an acceptance. */
  static String refusal(int status, byte[] body) {
    return isRedirect(status) ? "agent-redirects: status " + status : reason(status, body);
  }

  private static boolean isRedirect(int status) {
    return status >= 300 && status < 400;
  }

  private static Optional<Duration> retryAfter(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(value -> value.matches("[0-9]{1,9}"))
        .map(value -> Duration.ofSeconds(Integer.parseInt(value)));
  }

  private static Duration atMost(Duration wait, Duration longest) {
    return wait.compareTo(longest) > 0 ? longest : wait;
  }

  /** The string of a short JSON text. */
  private static Optional<String> string(String json) {
    return json.length() <= LONGEST_TYPE
            && json.startsWith("\"")
            && StrictJson.value(json) instanceof JsonString string
        ? Optional.of(string.getString())
        : Optional.empty();
  }

  /** The members as texts, because values would need many times the memory of the answer. */
  private static Optional<Map<String, String>> members(byte[] body) {
    try {
      return Optional.of(JsonTexts.members(StrictJson.text(body), CallAnswer.MAX_VALUES));
    } catch (ProblemException e) {
      return Optional.empty();
    }
  }
}
