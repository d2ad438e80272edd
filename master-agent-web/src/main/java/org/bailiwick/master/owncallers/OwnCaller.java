package org.bailiwick.master.owncallers;

import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.WorkloadId;

/** A workload of this domain, and the largest scope that a job of it may have. */
record OwnCaller(WorkloadId workload, CapabilitySet scopes) {}
