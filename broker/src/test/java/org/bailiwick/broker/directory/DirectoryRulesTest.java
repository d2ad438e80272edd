package org.bailiwick.broker.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.bailiwick.broker.BackEnds;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.outbound.Repetition;
import org.bailiwick.broker.testing.BrokerRig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectoryRulesTest {
  private static final String GOOD =
      """
      {"asset": "staff", "kind": "directory", "owner": "People", "risk": "high",
       "url": "ldaps://ldap.example", "tls": {"mode": "verify-full", "ca_file": "/etc/ca.pem"},
       "credential": {"method": "ldap-password-check-out", "user": "cn=broker,dc=example",
        "secret": "directory", "accounts": {"finder": "cn=finder,dc=example"}},
       "operations": [
        {"capability": "staff.find@1", "account": "finder",
         "search": {"base": "ou=people,dc=example", "filter": "(uid=:uid)", "attributes": ["mail"]},
         "parameters": [{"name": "uid", "pointer": "/uid", "type": "text"}]},
        {"capability": "staff.phone@1", "account": "finder",
         "modify": {"entry": "uid=:uid,dc=example", "replace": {"telephoneNumber": [":phone"]}},
         "parameters": [{"name": "uid", "pointer": "/uid", "type": "text"},
                        {"name": "phone", "pointer": "/phone", "type": "text"}]},
        {"capability": "staff.join@1", "account": "finder",
         "modify": {"entry": "cn=staff,dc=example", "add": {"member": [{"dn": "uid=:uid,dc=example"}]}},
         "parameters": [{"name": "uid", "pointer": "/uid", "type": "text"}]},
        {"capability": "staff.hire@1", "account": "finder", "repeatable": true,
         "add": {"entry": "uid=:uid,dc=example", "attributes": {"objectClass": ["account"]}},
         "parameters": [{"name": "uid", "pointer": "/uid", "type": "text"}]}]}
      """;

  private static Asset asset(String text) throws Exception {
    return BrokerRig.asset(text);
  }

  @Test
  void readsAFileAndSaysWhatMayBeRepeated() throws Exception {
    Asset asset = asset(GOOD);
    BackEnds.check(List.of(asset));
    DirectoryRules rules = DirectoryRules.of(asset);
    assertThat(rules.server().port()).isEqualTo(636);
    assertThat(asset.operations())
        .extracting(each -> rules.operations().get(each.capability()).repetition())
        .containsExactly(
            Repetition.READS, Repetition.REPEATABLE, Repetition.ONCE, Repetition.REPEATABLE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ldaps://ldap.example|https://ldap.example|url",
        "ldaps://ldap.example|ldaps://ldap.example/dc=x|url",
        "ldaps://ldap.example|ldap://ldap.example|mode",
        "{\"mode\": \"verify-full\", \"ca_file\": \"/etc/ca.pem\"}|{\"mode\": \"none\"}|mode",
        ", \"ca_file\": \"/etc/ca.pem\"||ca_file",
        "verify-full|verify-ca|mode",
        "ldap-password-check-out|password|method",
        "cn=broker,dc=example|broker|user",
        "{\"finder\": \"cn=finder,dc=example\"}|{}|accounts",
        "\"finder\": \"cn=finder,dc=example\"|\"finder\": \"\"|accounts",
        "{\"finder\": \"cn|{\"the finder\": \"cn|accounts",
        "\"account\": \"finder\"|\"account\": \"clerk\"|account",
        "\"search\": {\"base\"|\"search\": {\"scope\": \"all\", \"base\"|scope",
        "\"search\": {\"base\"|\"search\": {\"root\": \"x\", \"base\"|root",
        "ou=people,dc=example|people|base",
        "(uid=:uid)|uid=:uid|filter",
        "(uid=:uid)|(uid=:other)|parameters",
        "[\"mail\"]|[\"*\"]|attributes",
        "[\"mail\"]|[\"userPassword\"]|attributes",
        "[\"mail\"]|[\"USERPASSWORD;binary\"]|attributes",
        "[\"mail\"]|[]|attributes",
        "{\"telephoneNumber\"|{\"userPassword\"|replace",
        "[\":phone\"]|[]|replace",
        "[\":phone\"]|[7]|replace",
        "[\":phone\"]|[\":Phone\"]|replace",
        "\"replace\": {\"telephoneNumber\": [\":phone\"]}|\"replace\": {}|replace",
        "\"add\": {\"member\"|\"add\": {\"unicodePwd\"|add",
        "\"pointer\": \"/phone\"|\"pointer\": \"phone\"|pointer",
        "\"pointer\": \"/phone\", \"type\": \"text\"|\"pointer\": \"/phone\", \"type\": \"dn\"|type",
        "\"account\": \"finder\", \"repeatable\": true|\"account\": \"finder\", \"repeatable\": 1|repeatable",
        "\"risk\": \"high\",|\"risk\": \"high\", \"options\": {},|options",
      })
  void namesTheFaultOfAFile(String good, String bad, String named) throws Exception {
    String text = GOOD.replace(good, bad == null ? "" : bad);
    assertThat(text).isNotEqualTo(GOOD);
    assertThatThrownBy(() -> BackEnds.check(List.of(asset(text))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(named);
  }

  @Test
  void anOperationDoesOneThing() {
    String two =
        GOOD.replace(
            "\"modify\": {\"entry\": \"uid", "\"search\": {}, \"modify\": {\"entry\": \"uid");
    assertThatThrownBy(() -> BackEnds.check(List.of(asset(two))))
        .hasMessageContaining("one of them only");
  }
}
