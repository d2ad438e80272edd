package org.bailiwick.master.a2amessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.workflow.JobRequest;
import org.junit.jupiter.api.Test;

/** What a message becomes, and what is refused instead of guessed (section 3.2.1 of A2A 1.0). */
class MessageOrderTest {
  private static final String SHORT =
      "{\"data\":{\"capability\":\"invoice.parse@1\",\"input\":{\"n\":[1,2.50,\"\\u0041\"]}}}";

  private static MessageOrder read(String parts, String... members) {
    return MessageOrder.read(MessageMembers.of("The request", request(parts, members)));
  }

  private static String request(String parts, String... members) {
    String more = members.length == 0 ? "" : "," + String.join(",", members);
    return "{\"message\":{\"messageId\":\"m-1\",\"role\":\"ROLE_USER\",\"parts\":["
        + parts
        + "]}"
        + more
        + "}";
  }

  private static void refuses(String request, String reason, String check) {
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class,
            () -> MessageOrder.read(MessageMembers.of("The request", request)));
    assertThat(refusal).as(request).isNotNull();
    assertThat(refusal.check()).as(request).isEqualTo(check);
    assertThat(refusal.extensions()).as(request).containsEntry("reason", reason);
  }

  @Test
  void aCapabilityWithItsInputIsAJobOfOneStep() {
    MessageOrder order = read(SHORT);
    assertThat(order.key()).isEqualTo("a2a:m-1");
    assertThat(order.waits()).isTrue();
    JobRequest job = JobRequest.parse(order.job());
    assertThat(job.purpose()).isEqualTo("a message by A2A");
    assertThat(job.steps()).hasSize(1);
    assertThat(job.steps().getFirst().capability().text()).isEqualTo("invoice.parse@1");
    assertThat(job.inputs()).containsExactly(Map.entry("step", "{\"n\":[1,2.50,\"A\"]}"));
    assertThat(JobRequest.parse(read("{\"data\":{\"capability\":\"a.b@1\"}}").job()).inputs())
        .containsExactly(Map.entry("step", "{}"));
  }

  @Test
  void thePurposeStandsInTheDataOrInOneText() {
    String text = "{\"text\":\"to pay \\\"them\\\"\"}";
    assertThat(JobRequest.parse(read(SHORT + "," + text).job()).purpose())
        .isEqualTo("to pay \"them\"");
    String own = "{\"data\":{\"capability\":\"a.b@1\",\"purpose\":\"p\"}}";
    assertThat(JobRequest.parse(read(own).job()).purpose()).isEqualTo("p");
    refuses(request(own + "," + text), "INVALID_PARAMS", "a2a-purpose");
    refuses(request(SHORT + "," + text + "," + text), "INVALID_PARAMS", "a2a-text-parts");
  }

  /** Its faults are found by the reader of jobs, and by no other. */
  @Test
  void aWholeJobIsTakenAsItIs() {
    String job = "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"a.b@1\"}]}";
    assertThat(read("{\"data\":" + job + "}").job()).isEqualTo(job);
    String strange = "{\"steps\":[],\"also\":1}";
    assertThat(read("{\"data\":" + strange + "}").job()).isEqualTo(strange);
  }

  @Test
  void textAloneIsNotGuessedAt() {
    refuses(
        request("{\"text\":\"parse my invoice\"}"), "CONTENT_TYPE_NOT_SUPPORTED", "a2a-data-part");
    refuses(request(SHORT + "," + SHORT), "CONTENT_TYPE_NOT_SUPPORTED", "a2a-data-part");
    refuses(request("{\"raw\":\"AA==\"}"), "CONTENT_TYPE_NOT_SUPPORTED", "a2a-part-kind");
    refuses(
        request("{\"url\":\"https://a.example/x\"}"),
        "CONTENT_TYPE_NOT_SUPPORTED",
        "a2a-part-kind");
    refuses(
        request("{\"data\":{},\"mediaType\":\"text/html\"}"),
        "CONTENT_TYPE_NOT_SUPPORTED",
        "a2a-part-type");
    refuses(
        request(SHORT, "\"configuration\":{\"acceptedOutputModes\":[\"image/png\"]}"),
        "CONTENT_TYPE_NOT_SUPPORTED",
        "a2a-output-modes");
  }

  @Test
  void refusesMalformedMessages() {
    refuses("{}", "INVALID_PARAMS", "a2a-role");
    refuses("{\"message\":[]}", "INVALID_PARAMS", "a2a-member");
    refuses(request(""), "INVALID_PARAMS", "a2a-parts");
    refuses(request("{}"), "INVALID_PARAMS", "a2a-part-form");
    refuses(request("{\"data\":{},\"text\":\"x\"}"), "INVALID_PARAMS", "a2a-part-form");
    refuses(request("7"), "INVALID_PARAMS", "a2a-member");
    refuses(request("{\"data\":[]}"), "INVALID_PARAMS", "a2a-member");
    refuses(request("{\"data\":{}}"), "INVALID_PARAMS", "a2a-capability");
    refuses(
        request("{\"data\":{\"capability\":\"a.b@1\",\"agent\":\"x\"}}"),
        "INVALID_PARAMS",
        "a2a-data-member");
    refuses(request(SHORT).replace("ROLE_USER", "ROLE_AGENT"), "INVALID_PARAMS", "a2a-role");
    refuses(request(SHORT).replace("m-1", ""), "INVALID_PARAMS", "a2a-message-id");
    refuses(request(SHORT).replace("m-1", "a b"), "INVALID_PARAMS", "a2a-message-id");
    refuses(request(SHORT).replace("m-1", "x".repeat(201)), "INVALID_PARAMS", "a2a-message-id");
    refuses(request(SHORT, "\"tenant\":\"t\""), "INVALID_PARAMS", "a2a-tenant");
    refuses(
        request(SHORT).replace("\"parts\"", "\"contextId\":\"c\",\"parts\""),
        "INVALID_PARAMS",
        "a2a-context");
    refuses(
        request(SHORT, "\"configuration\":{\"historyLength\":-1}"), "INVALID_PARAMS", "a2a-member");
    refuses(
        request(SHORT, "\"configuration\":{\"returnImmediately\":\"yes\"}"),
        "INVALID_PARAMS",
        "a2a-member");
    refuses(request("{\"data\":{}},".repeat(100) + "{\"data\":{}}"), "INVALID_PARAMS", "a2a-parts");
    refuses(
        request("{\"data\":{\"capability\":\"" + "x".repeat(70_000) + "\"}}"),
        "INVALID_PARAMS",
        "a2a-member");
  }

  @Test
  void readsWhetherTheAnswerWaitsAndTheTaskThatIsMeant() {
    assertThat(read(SHORT, "\"configuration\":{\"returnImmediately\":true}").waits()).isFalse();
    assertThat(
            read(SHORT, "\"configuration\":{\"acceptedOutputModes\":[\"application/json\"]}")
                .waits())
        .isTrue();
    String further =
        request("{\"text\":\"yes\"}").replace("\"parts\"", "\"taskId\":\"t\",\"parts\"");
    assertThat(MessageOrder.read(MessageMembers.of("The request", further)).task()).contains("t");
    String push = "\"configuration\":{\"taskPushNotificationConfig\":{\"url\":\"%s://a\"}}";
    assertThat(read(SHORT).push()).isEmpty();
    assertThat(read(SHORT, push.formatted("https")).push()).isPresent();
    refuses(request(SHORT, push.formatted("http")), "INVALID_PARAMS", "a2a-push-url");
  }

  /** As in ProtoJSON: null and the empty string are absent, and unknown members are ignored. */
  @Test
  void readsMembersAsProtoJsonHasThem() {
    MessageOrder order = read(SHORT, "\"metadata\":{\"a\":[1]}", "\"tenant\":\"\"", "\"later\":{}");
    assertThat(order.task()).isEmpty();
    MessageMembers query =
        MessageMembers.ofQuery(
            Map.of("pageSize", List.of("5"), "contextId", List.of("5"), "x", List.of("a\"b")));
    assertThat(query.number("pageSize", 9)).contains(5);
    assertThat(query.string("contextId")).isEqualTo(Optional.of("5"));
    assertThat(query.string("x")).contains("a\"b");
    assertThat(
            catchThrowableOfType(ProblemException.class, () -> query.number("contextId", 9))
                .check())
        .isEqualTo("a2a-member");
  }
}
