package org.bailiwick.command.migration;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The rights of a runtime role beside reading, repeated here so that a change of the grants is a
 * change of two files. {@code update(…)} names columns.
 */
final class Rights {
  private static final String TABLES =
      """
      aca agent_name insert
      aca anchor_use insert delete
      aca audit_entry insert
      aca certified_key insert
      aca completion insert
      aca compromised_key insert
      aca crl insert delete
      aca crl_part insert delete
      aca enrolment insert
      aca enrolment_approval insert delete
      aca feed_event insert delete
      aca feed_receiver insert update(acknowledged,polled_at) delete
      aca identity_freeze insert
      aca identity_release insert
      aca issuance insert
      aca issuer insert
      aca join_token insert update(spent_at,agent_key_sha256) delete
      aca lease insert update(holder,expires_at,fence)
      aca policy_bundle insert update(in_force_at) delete
      aca policy_bundle_piece insert delete
      aca policy_node insert update(number,digest,signed,since,refused)
      aca policy_version insert
      aca records_archive
      aca revocation insert
      aca revocation_proposal insert
      aca revocation_proposal_end insert
      aca revocation_schedule insert
      aca revocation_schedule_end insert
      aca spent_nonce insert delete
      aca status_list insert delete
      aca user_withdrawal insert
      aca waiting_enrolment insert delete
      aca waiting_enrolment_end insert delete
      aca wit insert delete
      aca wit_key insert
      ars agent insert update(owner,locator,validation_methods,principal_kind,principal_issuer,principal_subject,\
      issuer_id,serial,not_before,not_after,credential,state,state_since,revision,returns_to,\
      state_reason,state_text,changes)
      ars agent_capability insert delete
      ars agent_description insert update(owner,updated_at,revision,document)
      ars agent_heartbeat insert update(at,ttl_seconds,load_percent,batch) delete
      ars agent_history insert delete
      ars agent_identifier insert update(agent_id,owner,shown,since,counts_until,shown_by,evidence) delete
      ars audit_entry insert
      ars event_stream insert update(certificate,validated_by,method,origin,secret_name,events,description,\
      state,reason,position,ahead,verification_id,verification_state,verified_at,seen_at,changed_at) delete
      ars exported_agent insert
      ars foreign_agent insert update(generation,expires_at,document) delete
      ars foreign_capability insert delete
      ars foreign_identifier insert update(agent_id,counts_until) delete
      ars lease insert update(holder,expires_at,fence)
      ars mirror insert update(position,generation,complete,agents,as_of,with_identifiers) delete
      ars owner_agents insert update(listed)
      ars page_token_key insert
      ars policy_bundle insert update(in_force_at) delete
      ars policy_bundle_piece insert delete
      ars policy_node insert update(number,digest,signed,since,refused)
      ars policy_version insert
      ars proof_use insert delete
      ars registry_revision update(revision,mark)
      ars wrapped_secret insert delete
      ars wrapping_key insert
      broker answer insert delete
      broker attempt insert update(mark,output) delete
      broker audit_end insert update(seq,hash)
      broker audit_entry insert
      broker back_end_lease insert update(state,ended_at,ended_by,reported) delete
      broker secret insert update(version,key_label,wrapped,changed_at) delete
      broker wrapping_key insert
      master access_request insert update(decision,approver,comment,decided_at,session_id,sign_in,\
      cancelled_at,revoked_at,revoked_by) delete
      master account insert update(withdrawn_at,withdrawn_by)
      master account_secret insert update(expires_at)
      master approval insert update(parameters) delete
      master approval_decision insert delete
      master attempt insert update(state,ended_at,reason,status_url) delete
      master audit_entry insert
      master authorization_context insert
      master authorization_request insert delete
      master back_end_lease insert update(ended_at,end_reason)
      master dpop_nonce_key insert
      master dpop_proof insert delete
      master enforcement_point insert update(credential,node,seen_at,last_event,bundle_number,bundle_digest,\
      refused,denials,flows,dropped)
      master ending_act insert update(due_at,tries,last_reason,over_at,outcome) delete
      master failed_attempt insert update(failures,started_at) delete
      master grant_end insert delete
      master granted_question insert
      master grant_use insert delete
      master job insert update(state,reason,ended_at,idempotency_key,owner_key,request,\
      texts_deleted_at,revision) delete
      master job_revision update(revision)
      master lease insert update(holder,expires_at,fence) delete
      master page_token_key insert
      master plan insert delete
      master policy_bundle insert update(in_force_at) delete
      master policy_bundle_piece insert delete
      master policy_node insert update(number,digest,signed,since,refused)
      master policy_version insert
      master proof_use insert delete
      master push_configuration insert update(sent_steps,sent_count,due_at,tries,last_reason) delete
      master status_list insert delete
      master step insert update(state,agent_id,agent,result,reason,ended_at) delete
      master step_input insert delete
      master person_session insert update(signed_in,provider_token,checked_at) delete
      master refresh_token insert delete
      master reported_fact insert update(stated,reason,details,reported_at,ends_at,revision) delete
      master result_piece insert delete
      master stored_result insert update(octets,sha256,linked) delete
      master token insert delete
      master token_end insert delete
      master token_place insert
      master token_key insert update(announcement,published_from,valid_until) delete
      master wrapped_secret insert delete
      master wrapping_key insert
      """;

  /** The rights of the role that archives expired records of the authority. */
  private static final String ARCHIVE =
      """
      archive audit_entry insert delete
      archive completion delete
      archive enrolment delete
      archive identity_freeze
      archive identity_release
      archive issuance delete
      archive lease update(holder)
      archive records_archive insert
      archive revocation delete
      """;

  private Rights() {}

  /** Per table, of the archive role; what is not there it cannot even read. */
  static SortedMap<String, SortedSet<String>> ofArchive() {
    return listed(ARCHIVE, "archive");
  }

  /** Per table: {@code select}, {@code insert}, {@code delete}, {@code update COLUMN}. */
  static SortedMap<String, SortedSet<String>> of(String component) {
    return listed(TABLES, component);
  }

  private static SortedMap<String, SortedSet<String>> listed(String tables, String component) {
    SortedMap<String, SortedSet<String>> rights = new TreeMap<>();
    tables
        .lines()
        .map(line -> List.of(line.split(" ", -1)))
        .filter(words -> words.getFirst().equals(component))
        .forEach(words -> rights.put(words.get(1), expanded(words.subList(2, words.size()))));
    return rights;
  }

  private static SortedSet<String> expanded(List<String> words) {
    SortedSet<String> rights = new TreeSet<>(List.of("select"));
    for (String word : words) {
      if (word.startsWith("update(")) {
        for (String column : word.substring("update(".length(), word.length() - 1).split(",", -1)) {
          rights.add("update " + column);
        }
      } else {
        rights.add(word);
      }
    }
    return rights;
  }

  /** Every component with each of its tables. */
  static List<Map.Entry<String, String>> tables() {
    return TABLES
        .lines()
        .map(line -> line.split(" ", -1))
        .map(words -> Map.entry(words[0], words[1]))
        .toList();
  }
}
