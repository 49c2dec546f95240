export { networkName } from './network.ts';
export { NetworkPicture, type NetworkPictureProps } from './network-picture.tsx';
