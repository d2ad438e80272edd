import io.a2a.A2A;
import io.a2a.client.Client;
import io.a2a.client.ClientEvent;
import io.a2a.client.MessageEvent;
import io.a2a.client.TaskEvent;
import io.a2a.client.TaskUpdateEvent;
import io.a2a.client.config.ClientConfig;
import io.a2a.client.transport.jsonrpc.JSONRPCTransport;
import io.a2a.client.transport.jsonrpc.JSONRPCTransportConfig;
import io.a2a.client.transport.rest.RestTransport;
import io.a2a.client.transport.rest.RestTransportConfig;
import io.a2a.client.transport.spi.interceptors.ClientCallContext;
import io.a2a.spec.A2AClientException;
import io.a2a.spec.AgentCard;
import io.a2a.spec.Artifact;
import io.a2a.spec.DataPart;
import io.a2a.spec.Message;
import io.a2a.spec.PushNotificationConfig;
import io.a2a.spec.Task;
import io.a2a.spec.TaskArtifactUpdateEvent;
import io.a2a.spec.TaskIdParams;
import io.a2a.spec.TaskPushNotificationConfig;
import io.a2a.spec.TaskQueryParams;
import io.a2a.spec.TaskState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * A client of A2A 1.0 by the Java SDK, which finds all it needs in the card of the domain:
 *
 * <pre>
 *   java -cp 'SDK/*' A2aJavaClient.java URL TOKEN JSONRPC|HTTP+JSON work MESSAGE-ID
 *   java -cp 'SDK/*' A2aJavaClient.java … cancel MESSAGE-ID
 * </pre>
 *
 * <p>The SDK's HTTP client shows the certificate of the virtual machine's key store. Prints a line
 * for each step: its name and what the SDK made of the answer.
 */
public final class A2aJavaClient {
  private static final long PATIENCE_SECONDS = 60;
  private static final String TABLE = "currency,per_eur\nEUR,1.0000\nUSD,1.0842\n";

  private final String base;
  private final String binding;
  private final ClientCallContext context;
  private final BlockingQueue<ClientEvent> events = new LinkedBlockingQueue<>();

  private A2aJavaClient(String base, String token, String binding) {
    this.base = base;
    this.binding = binding;
    this.context =
        new ClientCallContext(
            Map.of(), Map.of("Authorization", "Bearer " + token, "A2A-Version", "1.0"));
  }

  public static void main(String[] arguments) throws Exception {
    A2aJavaClient program = new A2aJavaClient(arguments[0], arguments[1], arguments[2]);
    switch (arguments[3]) {
      case "work" -> {
        program.work(arguments[4]);
        program.stream(arguments[4] + "-stream");
      }
      case "cancel" -> program.cancel(arguments[4]);
      default -> throw new IllegalArgumentException(arguments[3]);
    }
    System.exit(0); // threads of the SDK's HTTP client may live on
  }

  private static void say(String step, Object value) {
    System.out.println("step " + step + " " + value);
  }

  private Client client(boolean streaming) throws A2AClientException {
    AgentCard card = A2A.getAgentCard(base);
    say("card", card.name() + " push=" + card.capabilities().pushNotifications());
    BiConsumer<ClientEvent, AgentCard> keep = (event, from) -> events.add(event);
    var builder =
        Client.builder(card)
            .clientConfig(ClientConfig.builder().setStreaming(streaming).build())
            .addConsumer(keep)
            .streamingErrorHandler(fault -> say("fault", fault));
    if (binding.equals("JSONRPC")) {
      builder.withTransport(JSONRPCTransport.class, new JSONRPCTransportConfig());
    } else {
      builder.withTransport(RestTransport.class, new RestTransportConfig());
    }
    return builder.build();
  }

  private static Message rates(String id) {
    return Message.builder()
        .messageId(id)
        .role(Message.Role.ROLE_USER)
        .parts(
            new DataPart(Map.of("capability", "fx.rates@1", "input", Map.of("table", TABLE))))
        .build();
  }

  private Task send(Client client, String id) throws Exception {
    client.sendMessage(rates(id), context);
    return task(next());
  }

  private ClientEvent next() throws InterruptedException {
    return Optional.ofNullable(events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).orElseThrow();
  }

  private static Task task(ClientEvent event) {
    return switch (event) {
      case TaskEvent told -> told.getTask();
      case TaskUpdateEvent told -> told.getTask();
      case MessageEvent told -> throw new IllegalStateException("a message");
      default -> throw new IllegalStateException("another event");
    };
  }

  private static String seen(Task task) {
    List<Artifact> artifacts = Optional.ofNullable(task.artifacts()).orElse(List.of());
    return task.id()
        + " "
        + task.status().state()
        + " "
        + artifacts.stream().map(each -> each.artifactId() + each.parts()).toList();
  }

  private void work(String id) throws Exception {
    Client client = client(false);
    Task sent = send(client, id);
    say("sent", seen(sent));
    say("repeated", send(client, id).id());
    say("got", seen(client.getTask(new TaskQueryParams(sent.id()), context)));
    refused("extended", () -> client.getExtendedAgentCard(context).skills().size());
    refused("ended", () -> client.cancelTask(new TaskIdParams(sent.id()), context));
    refused("unknown", () -> client.getTask(new TaskQueryParams("none"), context));
  }

  private void stream(String id) throws Exception {
    Client client = client(true);
    client.sendMessage(rates(id), context);
    boolean running = true;
    while (running) {
      ClientEvent event = next();
      if (event instanceof TaskUpdateEvent update
          && update.getUpdateEvent() instanceof TaskArtifactUpdateEvent artifact) {
        say("artifact", artifact.artifact().artifactId());
      }
      say("event", seen(task(event)));
      running = !task(event).status().state().isFinal();
    }
  }

  /** By a stream, since the SDK has no way to say that an answer must not wait. */
  private void cancel(String id) throws Exception {
    Client client = client(true);
    client.sendMessage(rates(id), context);
    Task started = task(next());
    say("started", seen(started));
    say("cancelled", seen(client.cancelTask(new TaskIdParams(started.id()), context)));
    boolean isCancelled = false;
    while (!isCancelled) {
      isCancelled = task(next()).status().state() == TaskState.TASK_STATE_CANCELED;
    }
    say("event", TaskState.TASK_STATE_CANCELED);
    refused(
        "push",
        () ->
            client.createTaskPushNotificationConfiguration(
                new TaskPushNotificationConfig(
                    started.id(),
                    new PushNotificationConfig("https://hook.example", null, null, "java"),
                    ""),
                context));
  }

  /** What may be refused, by the server or by the SDK. */
  @FunctionalInterface
  private interface Refused {
    Object get() throws A2AClientException;
  }

  private static void refused(String step, Refused work) {
    try {
      say(step, "done " + work.get());
    } catch (RuntimeException e) {
      say(step, e.getClass().getSimpleName() + " " + e.getMessage());
    }
  }
}
