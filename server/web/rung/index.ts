export { NetworkPicture, type NetworkPictureProps } from './network-picture.tsx';
