/** What clients ask a node about itself: its methods, and the cluster (of one) it belongs to. */
import { randomUUID } from 'node:crypto';
import gossip from '@eventstore/db-client/generated/gossip_pb';
import features from '@eventstore/db-client/generated/serverfeatures_pb';
import shared from '@eventstore/db-client/generated/shared_pb';

/** The version whose behaviour this server shows. */
const behavesLike = '23.10.6';

const methodNames: readonly (readonly [service: string, method: string, features: readonly string[]])[] = [
  ['event_store.client.streams.streams', 'read', ['position', 'events']],
  ['event_store.client.streams.streams', 'append', []],
  ['event_store.client.streams.streams', 'delete', []],
  ['event_store.client.streams.streams', 'tombstone', []],
  ['event_store.client.streams.streams', 'batchappend', ['deadline_duration']],
  ['event_store.client.gossip.gossip', 'read', []],
  ['event_store.client.server_features.serverfeatures', 'getsupportedmethods', []],
];

export function supportedMethods(): features.SupportedMethods {
  const answer = new features.SupportedMethods();
  answer.setEventStoreServerVersion(behavesLike);
  for (const [service, name, featureNames] of methodNames) {
    const method = new features.SupportedMethod();
    method.setServiceName(service);
    method.setMethodName(name);
    method.setFeaturesList([...featureNames]);
    answer.addMethods(method);
  }
  return answer;
}

const instanceId = randomUUID();
const ticksAtEpoch = 621355968000000000n;
const ticksPerMs = 10_000n;

/** A cluster of one, of which this node is the leader. */
export function clusterInfo(host: string, port: number, nowMs: number): gossip.ClusterInfo {
  const id = new shared.UUID();
  id.setString(instanceId);
  const endPoint = new gossip.EndPoint();
  endPoint.setAddress(host);
  endPoint.setPort(port);
  const member = new gossip.MemberInfo();
  member.setInstanceId(id);
  member.setTimeStamp(String(ticksAtEpoch + BigInt(nowMs) * ticksPerMs));
  member.setState(gossip.MemberInfo.VNodeState.LEADER);
  member.setIsAlive(true);
  member.setHttpEndPoint(endPoint);
  const cluster = new gossip.ClusterInfo();
  cluster.setMembersList([member]);
  return cluster;
}
