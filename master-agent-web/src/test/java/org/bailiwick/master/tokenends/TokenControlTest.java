package org.bailiwick.master.tokenends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.lists.TokenFamily;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.tokenledger.TokenState;
import org.bailiwick.node.audit.AuditRow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenControlTest {

  private static final String TOKEN = "token-1";

  @TempDir Path folder;
  private MasterRig rig;
  private TokenControl control;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    control =
        new TokenControl(
            rig.gate,
            rig.ledger,
            new TokenFamily(rig.store(), rig.clock),
            new TokenRevoker(
                new TokenRevoker.Parts(rig.store(), rig.writer, rig.ledger, rig.journal),
                () -> {}));
    rig.accessToken(TOKEN, rig.foreign(rig.partner.buyer), "invoice.parse@1");
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private List<AuditRow> rows(String event) {
    return rig.audit().stream().filter(row -> row.event().equals(event)).toList();
  }

  @Test
  void anOfficerEndsATokenAndSeesItsState() {
    Map<String, Object> answer =
        StrictJson.members(control.end(rig.operator("officer"), TOKEN, "it was leaked"));
    assertThat(answer.get("token").toString()).contains("ended-by-officer");
    assertThat(rows("end-token.decided"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.resource()).isEqualTo(TOKEN);
              assertThat(row.details()).contains("officer-may-end");
            });
    assertThat(rows("token.ended"))
        .singleElement()
        .satisfies(row -> assertThat(row.details()).contains("it was leaked"));
  }

  @Test
  void auditorsAndAgentsEndNoToken() {
    refuses(() -> control.end(rig.operator("auditor"), TOKEN, "x"), "no-policy-permits");
    refuses(() -> control.end(rig.foreign(rig.partner.buyer), TOKEN, "x"), "not-own-token");
    assertThat(rig.ledger.state(TOKEN)).isInstanceOf(TokenState.Live.class);
  }

  @Test
  void auditorsReadATokenAndItIsRecordedWhich() {
    assertThat(control.read(rig.operator("auditor"), TOKEN)).contains("\"more_descendants\":false");
    assertThat(rows("read-list.decided"))
        .singleElement()
        .satisfies(row -> assertThat(row.details()).contains(TOKEN));
  }

  @Test
  void agentsReadNoTokenAndDoNotLearnWhetherItIsThere() {
    refuses(() -> control.read(rig.foreign(rig.partner.buyer), TOKEN), "not-an-operator");
    refuses(() -> control.read(rig.foreign(rig.partner.buyer), "none"), "not-an-operator");
  }

  @Test
  void anUnknownTokenIsNotFound() {
    assertThatThrownBy(() -> control.read(rig.operator("auditor"), "none"))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.type()).isEqualTo(ProblemType.NOT_FOUND);
              assertThat(e.check()).isEqualTo("token-unknown");
            });
    assertThatThrownBy(() -> control.end(rig.operator("officer"), "none", "x"))
        .isInstanceOf(ProblemException.class);
    for (String text : List.of("a\u0000b", "x".repeat(65), "' or '1'='1", "")) {
      refuses(() -> control.read(rig.operator("auditor"), text), "token-unknown");
    }
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "  ", "a\u0000b", "a\u202eb"})
  void anEndNeedsAReasonInPlainText(String reason) {
    assertThatThrownBy(() -> TokenControl.reason(reason))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo("token-end-reason"));
  }

  @Test
  void aReasonIsBounded() {
    assertThat(TokenControl.reason(" leaked ")).isEqualTo("leaked");
    assertThatThrownBy(() -> TokenControl.reason("x".repeat(501)))
        .isInstanceOf(ProblemException.class);
  }

  private static void refuses(ThrowingCallable action, String check) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo(check));
  }
}
