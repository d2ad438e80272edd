package org.bailiwick.master.a2amessage;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.contract.json.JsonTexts;
import org.bailiwick.contract.problem.ProblemException;

/**
 * What a SendMessageRequest asks for (A2A 1.0 section 3.2.1): the job, in the form of the jobs
 * resource, and whether the answer waits for its end. One data part says what is to be done, either
 * as a whole job or as one capability with its input; a text part beside it may give the purpose.
 *
 * @param job the request of the jobs resource; empty for a message to a task that exists
 * @param key the Idempotency-Key, made of the message's id
 * @param push where the client wants to be told of the task, if it does
 */
public record MessageOrder(
    String job,
    String key,
    Optional<String> task,
    boolean waits,
    Optional<PushConfiguration> push) {

  public static final String JSON = "application/json";

  private static final String A2A_JSON = "application/a2a+json";
  private static final String PURPOSE = "purpose";
  private static final String CAPABILITY = "capability";
  private static final String INPUT = "input";
  private static final String DATA = "data";
  private static final String TEXT = "text";
  private static final String PUSH = "taskPushNotificationConfig";

  /** The id of the one step of a job that a message names by its capability. */
  private static final String STEP = "step";

  /** The beginning of keys, which keeps messages apart from requests of the jobs resource. */
  private static final String KEY = "a2a:";

  private static final String DEFAULT_PURPOSE = "a message by A2A";
  private static final Pattern MESSAGE_ID = Pattern.compile("[!-~]{1,200}");
  private static final Set<String> SHORT_MEMBERS = Set.of(CAPABILITY, INPUT, PURPOSE);
  private static final int MAX_PARTS = 100;

  /**
   * Reads a request.
   *
   * @throws ProblemException with the reason of the error of A2A
   */
  public static MessageOrder read(MessageMembers request) {
    requireNoTenant(request);
    MessageMembers message = request.object("message");
    MessageMembers configuration = request.object("configuration");
    configuration.number("historyLength", Integer.MAX_VALUE);
    requireJsonAccepted(configuration.strings("acceptedOutputModes"));
    if (!message.string("role").equals(Optional.of("ROLE_USER"))) {
      throw invalid("a2a-role", "message.role must be ROLE_USER.");
    }
    if (message.string("contextId").isPresent() && message.string("taskId").isEmpty()) {
      throw invalid("a2a-context", "Leave out contextId: each task is a context of its own.");
    }
    String id = message.string("messageId").orElse("");
    if (!MESSAGE_ID.matcher(id).matches()) {
      throw invalid("a2a-message-id", "messageId must be 1 to 200 printable ASCII characters.");
    }
    Optional<String> task = message.string("taskId");
    return new MessageOrder(
        task.isPresent() ? "" : job(message.elements("parts")),
        KEY + id,
        task,
        !configuration.flag("returnImmediately"),
        configuration.text(PUSH).map(text -> PushConfiguration.read(configuration.object(PUSH))));
  }

  /** The card declares no tenants, so a request for one is meant for another server. */
  public static void requireNoTenant(MessageMembers request) {
    if (request.string("tenant").isPresent()) {
      throw invalid("a2a-tenant", "There are no tenants here.");
    }
  }

  /** The refusal of all that concerns push notifications where nobody is told of tasks. */
  public static ProblemException pushRefused() {
    return A2aError.PUSH_NOTIFICATION_NOT_SUPPORTED.refusal(
        "a2a-push", "Push notifications are off here; subscribe to the task instead.");
  }

  private static String job(List<String> parts) {
    if (parts.isEmpty() || parts.size() > MAX_PARTS) {
      throw invalid("a2a-parts", "message.parts must have 1 to " + MAX_PARTS + " parts.");
    }
    List<String> data = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (String text : parts) {
      MessageMembers part = MessageMembers.of("a part", text);
      requireOneContent(part);
      part.text(DATA).ifPresent(data::add);
      part.string(TEXT).ifPresent(texts::add);
    }
    if (data.size() != 1) {
      throw A2aError.CONTENT_TYPE_NOT_SUPPORTED.refusal(
          "a2a-data-part",
          "One data part must say what is to be done: a capability with its input, or a job.");
    }
    if (texts.size() > 1) {
      throw invalid("a2a-text-parts", "One text part at most may give the purpose.");
    }
    return job(
        MessageMembers.of(DATA, data.getFirst()), data.getFirst(), texts.stream().findFirst());
  }

  private static void requireOneContent(MessageMembers part) {
    if (part.text("raw").isPresent() || part.text("url").isPresent()) {
      throw A2aError.CONTENT_TYPE_NOT_SUPPORTED.refusal(
          "a2a-part-kind", "Parts are data or text; files are not taken.");
    }
    if (part.text(DATA).isPresent() == part.text(TEXT).isPresent()) {
      throw invalid("a2a-part-form", "A part has either data or text.");
    }
    Optional<String> type = part.string("mediaType").map(given -> given.toLowerCase(Locale.ROOT));
    if (part.text(DATA).isPresent() && type.filter(given -> !given.equals(JSON)).isPresent()) {
      throw A2aError.CONTENT_TYPE_NOT_SUPPORTED.refusal(
          "a2a-part-type", "The mediaType of a data part must be application/json.");
    }
  }

  /** A whole job is taken as it is, also its faults; the short form becomes a job of one step. */
  private static String job(MessageMembers data, String text, Optional<String> purpose) {
    if (data.texts().containsKey("steps")) {
      if (purpose.isPresent()) {
        throw invalid(
            "a2a-purpose", "A job has its purpose in the data part, without a text part.");
      }
      return text;
    }
    if (!SHORT_MEMBERS.containsAll(data.texts().keySet())) {
      throw invalid("a2a-data-member", "The data part has a member that is not defined.");
    }
    String capability =
        data.string(CAPABILITY)
            .orElseThrow(() -> invalid("a2a-capability", "The data part names no capability."));
    if (purpose.isPresent() && data.text(PURPOSE).isPresent()) {
      throw invalid("a2a-purpose", "The purpose stands in the data part or in a text part.");
    }
    String why = data.string(PURPOSE).or(() -> purpose).orElse(DEFAULT_PURPOSE);
    return "{\"purpose\":%s,\"steps\":[{\"id\":\"%s\",\"capability\":%s,\"input\":%s}]}"
        .formatted(
            JsonTexts.quoted(why),
            STEP,
            JsonTexts.quoted(capability),
            data.texts().getOrDefault(INPUT, "{}"));
  }

  private static void requireJsonAccepted(List<String> modes) {
    Set<String> fitting = Set.of(JSON, A2A_JSON, "application/*", "*/*");
    if (!modes.isEmpty() && modes.stream().noneMatch(fitting::contains)) {
      throw A2aError.CONTENT_TYPE_NOT_SUPPORTED.refusal(
          "a2a-output-modes", "Results are application/json, which acceptedOutputModes lacks.");
    }
  }

  private static ProblemException invalid(String check, String detail) {
    return A2aError.INVALID_PARAMS.refusal(check, detail);
  }
}
