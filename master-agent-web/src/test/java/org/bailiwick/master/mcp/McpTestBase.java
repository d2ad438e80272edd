package org.bailiwick.master.mcp;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.master.access.TestTokens;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.intake.CallerAuthenticator;
import org.bailiwick.master.job.JobControl;
import org.bailiwick.master.job.JobIntake;
import org.bailiwick.master.job.JobViews;
import org.bailiwick.master.runner.WorkflowRunner;
import org.bailiwick.master.testing.IdleRunner;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.testing.TestAgent;
import org.bailiwick.master.texts.TextShares;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.master.tools.CapabilityTools;
import org.bailiwick.master.tools.ToolSchemas;
import org.bailiwick.node.peer.VerifiedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A Master Agent with one agent, a caller of a partner, and the MCP server of a node. */
abstract class McpTestBase {
  static final Optional<String> SESSION = Optional.of("session-1");
  static final String PARSE = "\"name\":\"invoice.parse_v1\"";

  @TempDir Path folder;
  final TextShares shares = new TextShares(1 << 20);
  final List<TestAgent> agents = new ArrayList<>();
  MasterRig rig;
  McpServer server;
  Caller caller;

  @BeforeEach
  void startRig() {
    rig = new MasterRig(folder);
    limitPartner("invoice.parse@1", "fx.rates@1", "bank.pay@1", "ledger.post@1", "work.x@1");
    agents.add(
        new TestAgent(
            rig.ca, "reader", "invoice.parse@1", "fx.rates@1?region=eu", "ledger.post@1"));
    TestAgent.list(rig, agents.getFirst());
    server = node();
    caller = caller(rig.partner.buyer, "invoice.parse@1 fx.rates@1 bank.pay@1");
  }

  @AfterEach
  void stopRig() {
    agents.forEach(TestAgent::close);
    rig.close();
  }

  /** A node with this database; two of them share nothing else. */
  McpServer node() {
    WorkflowRunner runner = IdleRunner.of(rig);
    MasterSettings.Jobs limits =
        new MasterSettings.Jobs(
            Duration.ofHours(1),
            1 << 20,
            50,
            20,
            100,
            new MasterSettings.JobMemory(100, 1 << 20, 1 << 20, 100, 1 << 20));
    JobIntake intake = new JobIntake(IdleRunner.parts(rig), runner, limits, rig.records, shares);
    JobControl control =
        new JobControl(
            rig.gate,
            rig.journal,
            runner,
            new JobViews(rig.journal, shares, rig.contexts),
            rig.ca.domain(),
            rig.clock);
    CapabilityTools tools = new CapabilityTools(intake, ToolSchemas.ANY_OBJECT, rig.ca.domain());
    return new McpServer(
        new McpServer.Parts(
            new CallerAuthenticator("all-of(mtls,access-token)", rig.methods),
            intake,
            control,
            rig.store()),
        List.of(tools),
        rig.ca.domain());
  }

  void limitPartner(String... scopes) {
    rig.partner.limitTo(scopes);
    rig.clock.move(Duration.ofSeconds(3));
  }

  Caller caller(TestLeaf leaf, String scope) {
    VerifiedPeer peer = rig.foreign(leaf);
    TokenRecord record = rig.accessToken(UUID.randomUUID().toString(), peer, scope);
    return new Caller(
        CallerIdentity.of(peer),
        Optional.of(TestTokens.ALICE),
        Set.of("mtls", "access-token"),
        Optional.of(TestTokens.access(record, peer, TestTokens.ALICE)));
  }

  static JsonRpcMessage request(String id, String method, String params) {
    return JsonRpcMessage.read(
        "{\"jsonrpc\":\"2.0\",\"id\":%s,\"method\":\"%s\",\"params\":{%s}}"
            .formatted(id, method, params));
  }

  static JsonRpcMessage call(String id, String params) {
    return request(id, McpServer.CALL, params);
  }
}
