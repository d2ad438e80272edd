package org.bailiwick.master.callout;

import jakarta.json.JsonString;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.json.JsonTexts;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.grants.GrantTarget;
import org.bailiwick.node.grants.JobsEndpoint;

/**
 * The texts by which a step becomes a job of one step in another domain: the job that is posted,
 * and the answers, which are untrusted and of bounded length.
 */
final class RemoteJob {

  /** The greatest number of JSON values of an answer, as for agents. */
  private static final int MAX_VALUES = 100_000;

  private static final int LONGEST_STATE = 100;
  private static final int LONGEST_TOKEN = 16_384;
  private static final int LONGEST_HREF = 2000;

  private static final String JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
  private static final String NO_TOKEN = "domain-token-refused: ";

  /** The pause after a grant was not taken: the partner may read our new keys every 30 seconds. */
  private static final Duration NOT_TAKEN = Duration.ofSeconds(10);

  private static final Duration UNAVAILABLE = Duration.ofSeconds(2);
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERROR = 500;

  /** What an answer to a token request says: a token, or why there is none. */
  record TokenAnswer(Optional<String> token, CallAnswer refusal) {

    private static TokenAnswer refused(CallAnswer refusal) {
      return new TokenAnswer(Optional.empty(), refusal);
    }

    /** Omits the token, because tokens are never logged. */
    @Override
    public String toString() {
      return "TokenAnswer[" + refusal + "]";
    }
  }

  /** Error codes of RFC 6749 section 5.2, RFC 8707 and RFC 9728; another text is not repeated. */
  private static final Set<String> ERRORS =
      Set.of(
          "invalid_request",
          "invalid_client",
          "invalid_grant",
          "unauthorized_client",
          "unsupported_grant_type",
          "invalid_scope",
          "invalid_target",
          "access_denied",
          "server_error",
          "temporarily_unavailable");

  private RemoteJob() {}

  /**
   * The job for a step. Its input is that of the step; if the step comes after others, it is an
   * object with the step's {@code input} and their {@code results}.
   *
   * @param work the order as an agent of this domain would get it
   */
  static String of(DomainCaller.RemoteStep step, GrantTarget target, String work) {
    Map<String, String> order = JsonTexts.members(work, Integer.MAX_VALUE);
    String results = order.get("results");
    String input = order.get("input");
    return "{\"purpose\":"
        + JsonTexts.quoted(step.purpose())
        + ",\"steps\":[{\"id\":"
        + JsonTexts.quoted(step.id())
        + ",\"capability\":"
        + JsonTexts.quoted(word(target, step.capability()))
        + ",\"input\":"
        + (results.equals("{}") ? input : "{\"input\":" + input + ",\"results\":" + results + "}")
        + ",\"delegates\":["
        + words(target, step.delegates())
        + "]}]}";
  }

  private static String words(GrantTarget target, CapabilitySet capabilities) {
    return String.join(
        ",", capabilities.stream().map(each -> JsonTexts.quoted(word(target, each))).toList());
  }

  /** A part of the scope without a word has no grant, so no job is posted for it. */
  private static String word(GrantTarget target, Capability capability) {
    return target.scopeOf(capability).orElseThrow();
  }

  /** The answer to a question for the state of a job. */
  static CallAnswer state(byte[] body) {
    Map<String, String> job;
    try {
      job = JsonTexts.members(StrictJson.text(body), MAX_VALUES);
    } catch (ProblemException e) {
      return malformed();
    }
    return switch (string(job.get("state")).orElse("")) {
      case "running" -> working();
      case "done" ->
          ofStep(job.get("steps"), "output")
              .<CallAnswer>map(CallAnswer.Output::new)
              .orElseGet(RemoteJob::malformed);
      case "failed" -> new CallAnswer.Refused("remote-job-failed");
      case "cancelled" -> new CallAnswer.Refused("remote-job-cancelled");
      default -> malformed();
    };
  }

  /** The id of the result of the one step, if the job is done and has only a reference to it. */
  static Optional<String> resultId(byte[] body) {
    try {
      Map<String, String> job = JsonTexts.members(StrictJson.text(body), MAX_VALUES);
      return string(job.get("state"))
          .filter("done"::equals)
          .flatMap(done -> ofStep(job.get("steps"), "output_reference"))
          .filter(reference -> reference.startsWith("{"))
          .flatMap(reference -> href(JsonTexts.members(reference, MAX_VALUES).get("href")))
          .map(href -> href.substring(href.lastIndexOf('/') + 1))
          .filter(id -> id.matches("[A-Za-z0-9-]{1,64}"));
    } catch (ProblemException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> href(String json) {
    return Optional.ofNullable(json)
        .filter(text -> text.length() <= LONGEST_HREF)
        .flatMap(RemoteJob::text);
  }

  /** The output of a step, which was read by itself. */
  static CallAnswer output(byte[] body) {
    try {
      String json = StrictJson.text(body);
      JsonTexts.check(json, MAX_VALUES);
      return new CallAnswer.Output(json);
    } catch (ProblemException e) {
      return malformed();
    }
  }

  private static CallAnswer working() {
    return new CallAnswer.Accepted(WorkState.WORKING, Optional.empty(), Optional.empty());
  }

  private static CallAnswer malformed() {
    return new CallAnswer.Refused(AnswerReader.MALFORMED);
  }

  /** This member of the one step. */
  private static Optional<String> ofStep(String steps, String member) {
    if (steps == null || !steps.startsWith("[")) {
      return Optional.empty();
    }
    List<String> all = JsonTexts.elements(steps, MAX_VALUES);
    return all.size() == 1 && all.getFirst().startsWith("{")
        ? Optional.ofNullable(JsonTexts.members(all.getFirst(), MAX_VALUES).get(member))
        : Optional.empty();
  }

  /** Reads the answer to a token request (RFC 6749 section 5). */
  static TokenAnswer token(HttpResponse<byte[]> response) {
    Map<String, String> answer;
    try {
      answer = JsonTexts.members(StrictJson.text(response.body()), MAX_VALUES);
    } catch (ProblemException e) {
      answer = Map.of();
    }
    if (response.statusCode() != 200) {
      return TokenAnswer.refused(noToken(response.statusCode(), string(answer.get("error"))));
    }
    boolean bearer =
        string(answer.get("token_type")).filter("bearer"::equalsIgnoreCase).isPresent();
    Optional<String> token =
        Stream.ofNullable(answer.get("access_token"))
            .filter(text -> text.length() <= LONGEST_TOKEN)
            .flatMap(text -> text(text).stream())
            .filter(text -> text.matches("[A-Za-z0-9._~+/-]+=*")) // RFC 6750 section 2.1
            .findFirst();
    CallAnswer none = new CallAnswer.Refused(NO_TOKEN + "no bearer token");
    return bearer && token.isPresent() ? new TokenAnswer(token, none) : TokenAnswer.refused(none);
  }

  private static CallAnswer noToken(int status, Optional<String> error) {
    String reason = NO_TOKEN + error.filter(ERRORS::contains).orElse("status " + status);
    if (error.filter("invalid_grant"::equals).isPresent()) {
      return new CallAnswer.Busy(reason, NOT_TAKEN);
    }
    return status >= SERVER_ERROR || status == TOO_MANY
        ? new CallAnswer.Busy(reason, UNAVAILABLE)
        : new CallAnswer.Refused(reason);
  }

  /** The request for an access token for a grant (RFC 7523 section 2.1, RFC 8705 section 2). */
  static HttpRequest tokenRequest(JobsEndpoint service, DomainGrants.Grant grant) {
    Map<String, String> form = new TreeMap<>();
    form.put("grant_type", JWT_BEARER);
    form.put("assertion", grant.compact());
    form.put("client_id", grant.clientId());
    service.resource().ifPresent(resource -> form.put("resource", resource));
    String body =
        form.entrySet().stream()
            .map(
                each ->
                    each.getKey()
                        + "="
                        + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return HttpRequest.newBuilder(service.tokenEndpoint())
        .header("Accept", "application/json")
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  /** The string of a short JSON text. */
  private static Optional<String> string(String json) {
    return Optional.ofNullable(json)
        .filter(text -> text.length() <= LONGEST_STATE)
        .flatMap(RemoteJob::text);
  }

  private static Optional<String> text(String json) {
    return json.startsWith("\"") && StrictJson.value(json) instanceof JsonString string
        ? Optional.of(string.getString())
        : Optional.empty();
  }
}
