/**
 * The Master Agent, which receives the callers of the trust domain. It authenticates every caller,
 * converts jobs to workflows, and gives each step a token with a scope that is no wider than the
 * job's.
 *
 * <p>{@code MasterApplication} is the route table, {@code MasterBeans} the wiring, {@code
 * MasterSettings} the configuration. Dependencies: job, oauth, intake -> runner ->
 * transactiontoken, callout, inventory, journal -> tokenledger, workflow, signing, storage. The
 * Master Agent knows the authority and the registry only by their published interfaces.
 */
package org.bailiwick.master;
